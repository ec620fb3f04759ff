package io.millrace.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.models.onnx.OnnxModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in which a model folder opens, by MLflow's name for each: {@code onnx} and {@code python_function} unless ONNX
 * cannot say the model, and what the native files give.
 */
final class Flavors {
    private static final Logger LOG = LoggerFactory.getLogger(Flavors.class);

    private static final String ONNX = "onnx/model.onnx";
    private static final String CODE = "code";
    /** Python keeps modules by name for all models of a process: another loader needs another name. */
    private static final String LOADER = "millrace_pyfunc_2";

    private static final String SPARK = "sparkml";

    private final PortableModel model;
    private final List<String> obstacles;
    private final Optional<String> booster;
    private final boolean spark;
    private final String nativeVersion;

    private Flavors(ModelContent content) {
        this.model = content.model();
        this.obstacles = OnnxModel.obstacles(model);
        this.booster = content.nativeFiles().keySet().stream()
                .filter(path -> path.matches("xgboost/model\\.(ubj|json)"))
                .sorted()
                .findFirst();
        this.spark = content.nativeFiles().keySet().stream().anyMatch(path -> path.startsWith(SPARK + "/"));
        this.nativeVersion = content.nativeVersion();
    }

    static Flavors of(ModelContent content) {
        return new Flavors(content);
    }

    /** Returns the files that the flavors need beside the native ones. */
    Map<String, byte[]> files() {
        if (!obstacles.isEmpty()) {
            LOG.warn("The model folder has no ONNX: {}", String.join("; ", obstacles));
            return Map.of();
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(ONNX, OnnxModel.write(model));
        files.put(CODE + "/" + LOADER + ".py", loader());
        return files;
    }

    private static byte[] loader() {
        String resource = CODE + "/" + LOADER + ".py";
        try (InputStream in = Flavors.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The jar lacks io/millrace/models/" + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw BackendException.permanent("Cannot read " + resource + " of the jar: " + e.getMessage(), e);
        }
    }

    /** Returns the lines of requirements.txt, MLflow first. */
    List<String> requirements() {
        List<String> lines = new ArrayList<>();
        lines.add(PythonPackage.MLFLOW.requirement());
        if (obstacles.isEmpty()) {
            lines.add(PythonPackage.NUMPY.requirement());
            lines.add(PythonPackage.ONNX.requirement());
            lines.add(PythonPackage.ONNXRUNTIME.requirement());
            lines.add(PythonPackage.PANDAS.requirement());
        }
        if (spark) {
            lines.add("pyspark==" + nativeVersion);
        }
        if (booster.isPresent()) {
            lines.add("xgboost==" + nativeVersion);
        }
        return lines;
    }

    /** Returns the part {@code flavors} of MLmodel. */
    ObjectNode toJson() {
        ObjectNode flavors = JsonNodeFactory.instance.objectNode();
        ObjectNode own = flavors.putObject("millrace")
                .put("format_version", Manifest.VERSION)
                .put("model", ModelFolder.MODEL)
                .put("manifest", Manifest.PATH);
        if (obstacles.isEmpty()) {
            ObjectNode onnx = flavors.putObject("onnx").put("code", CODE).put("data", ONNX);
            onnx.put("onnx_version", PythonPackage.ONNX.version());
            onnx.putArray("providers").add("CPUExecutionProvider");
            ObjectNode function =
                    flavors.putObject("python_function").put("code", CODE).put("data", ONNX);
            function.putObject("env").put("conda", "conda.yaml").put("virtualenv", "python_env.yaml");
            function.put("loader_module", LOADER).put("python_version", PythonPackage.PYTHON);
        } else {
            own.put("onnx_absent", String.join("; ", obstacles));
        }
        if (spark) {
            flavors.putObject("spark")
                    .putNull("code")
                    .put("model_class", "pyspark.ml.pipeline.PipelineModel")
                    .put("model_data", SPARK)
                    .put("pyspark_version", nativeVersion);
        }
        booster.ifPresent(path -> flavors.putObject("xgboost")
                .putNull("code")
                .put("data", path)
                .put("model_class", "xgboost.core.Booster")
                .put("model_format", path.substring(path.lastIndexOf('.') + 1))
                .put("xgb_version", nativeVersion));
        return flavors;
    }
}
