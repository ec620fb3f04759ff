package io.millrace.models;

import java.util.Locale;

/** The Python packages that a model folder asks for, each at the one version that the tests run with. */
enum PythonPackage {
    MLFLOW("3.17.2"),
    NUMPY("2.4.6"),
    ONNX("1.23.2"),
    ONNXRUNTIME("1.29.0"),
    PANDAS("2.3.3");

    /** The version of Python itself. */
    static final String PYTHON = "3.11.9";

    private final String version;

    PythonPackage(String version) {
        this.version = version;
    }

    String version() {
        return version;
    }

    /** Returns the line of a requirements file, for example {@code mlflow==3.17.2}. */
    String requirement() {
        return name().toLowerCase(Locale.ROOT) + "==" + version;
    }
}
