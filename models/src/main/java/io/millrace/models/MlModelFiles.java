package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MLflow's own files of a model folder: {@code MLmodel}, requirements, environments, the input example. */
final class MlModelFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern MODEL_ID = Pattern.compile("(?m)^model_id: ['\"]?(m-[0-9a-f]{32})['\"]?\\s*$");

    /** The lines below its key. */
    private static final Pattern SIGNATURE = Pattern.compile("(?m)^signature:\\s*\\n((?: +.*\\n?)+)");

    private MlModelFiles() {}

    /** Adds MLflow's files to the others of the folder; {@code MLmodel} comes last. */
    static void addTo(Map<String, byte[]> files, ModelContent content, Flavors flavors) {
        files.put("requirements.txt", ModelFiles.utf8(String.join("\n", flavors.requirements()) + "\n"));
        files.put("python_env.yaml", ModelFiles.utf8(Yaml.of(pythonEnvironment())));
        files.put("conda.yaml", ModelFiles.utf8(Yaml.of(condaEnvironment(flavors))));
        ObjectNode example = example(content);
        files.put("input_example.json", ModelFiles.utf8(example.toString()));
        files.put(
                "serving_input_example.json",
                ModelFiles.utf8(
                        JSON.createObjectNode().set("dataframe_split", example).toString()));
        long size = files.values().stream().mapToLong(file -> file.length).sum();
        files.put("MLmodel", ModelFiles.utf8(Yaml.of(mlModel(content, flavors, size))));
    }

    private static ObjectNode pythonEnvironment() {
        ObjectNode environment = JSON.createObjectNode().put("python", PythonPackage.PYTHON);
        environment.putArray("build_dependencies").add("pip").add("setuptools").add("wheel");
        environment.putArray("dependencies").add("-r requirements.txt");
        return environment;
    }

    private static ObjectNode condaEnvironment(Flavors flavors) {
        ObjectNode environment = JSON.createObjectNode();
        environment.putArray("channels").add("conda-forge");
        ArrayNode dependencies = environment.putArray("dependencies");
        dependencies.add("python=" + PythonPackage.PYTHON).add("pip");
        ArrayNode packages = dependencies.addObject().putArray("pip");
        flavors.requirements().forEach(packages::add);
        return environment.put("name", "mlflow-env");
    }

    private static ObjectNode example(ModelContent content) {
        ObjectNode example = JSON.createObjectNode();
        ArrayNode columns = example.putArray("columns");
        content.model().inputs().forEach(input -> columns.add(input.name()));
        ArrayNode row = example.putArray("data").addArray();
        for (Object value : content.sample().get(0)) {
            row.add(exampleValue(value));
        }
        return example;
    }

    /** Infinities are missing too, since JSON has no number for them. */
    private static JsonNode exampleValue(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return JSON.getNodeFactory().numberNode(decimal.doubleValue());
        }
        boolean odd =
                (value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue());
        return SampleJson.value(odd ? null : value);
    }

    private static ObjectNode mlModel(ModelContent content, Flavors flavors, long size) {
        ObjectNode model = JSON.createObjectNode();
        model.set("flavors", flavors.toJson());
        model.put("mlflow_version", PythonPackage.MLFLOW.version());
        model.put("model_id", content.modelId());
        model.put("model_size_bytes", size);
        model.put("model_uuid", content.modelId());
        content.runId().ifPresent(run -> model.put("run_id", run));
        model.putObject("saved_input_example_info")
                .put("artifact_path", "input_example.json")
                .put("pandas_orient", "split")
                .put("serving_input_path", "serving_input_example.json")
                .put("type", "dataframe");
        model.putObject("signature")
                .put("inputs", inputs(content.model()))
                .put("outputs", outputs())
                .put("params", params());
        return model.put("utc_time_created", CREATED.format(content.created()));
    }

    private static String inputs(PortableModel model) {
        ArrayNode columns = JSON.createArrayNode();
        for (InputColumn input : model.inputs()) {
            column(columns, input.name(), SignatureType.ofInput(input.type().toLowerCase(Locale.ROOT)));
        }
        return columns.toString();
    }

    private static String outputs() {
        ArrayNode columns = JSON.createArrayNode();
        column(columns, PortableModel.PREDICTION, "integer");
        return columns.toString();
    }

    /** What {@code predict} gives, as the loader names it; the outputs above are those of the default. */
    private static String params() {
        ArrayNode params = JSON.createArrayNode();
        params.addObject()
                .put("name", "output")
                .put("type", "string")
                .put("default", "prediction")
                .putNull("shape");
        return params.toString();
    }

    private static void column(ArrayNode columns, String name, String type) {
        columns.addObject().put("type", type).put("name", name).put("required", true);
    }

    static String modelId(Path mlModel) {
        return modelId(ModelFiles.bytes(mlModel), mlModel.toString());
    }

    /** Returns the model id that an {@code MLmodel} file states; {@code where} names it if it has none. */
    static String modelId(byte[] mlModel, String where) {
        Matcher matcher = MODEL_ID.matcher(new String(mlModel, StandardCharsets.UTF_8));
        if (!matcher.find()) {
            throw new DataException(where + " has no model_id of the form m- and 32 hexadecimal digits");
        }
        return matcher.group(1);
    }

    /** Refuses an {@code MLmodel} file without the types of inputs and outputs; {@code where} names it. */
    static void requireSignature(byte[] mlModel, String where) {
        Matcher signature = SIGNATURE.matcher(new String(mlModel, StandardCharsets.UTF_8));
        String lines = signature.find() ? signature.group(1) : "";
        for (String part : List.of("inputs", "outputs")) {
            if (!Pattern.compile("(?m)^ +" + part + ": *['\"]?[\\[{]")
                    .matcher(lines)
                    .find()) {
                throw new DataException(where + " has no " + part
                        + " in its signature, which Unity Catalog demands; write the model again with a signature");
            }
        }
    }

    /** Returns an {@code MLmodel} file with another model id. */
    static byte[] withModelId(byte[] mlModel, String modelId, String where) {
        String old = modelId(mlModel, where);
        return ModelFiles.utf8(new String(mlModel, StandardCharsets.UTF_8).replace(old, modelId));
    }
}
