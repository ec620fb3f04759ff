package io.millrace.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.lakehouse.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MLflow's own files of a model folder: {@code MLmodel}, requirements, environments, the input example. */
final class MlModelFiles {
    /** The MLflow version whose format the folder follows, the first that knows logged models. */
    static final String MLFLOW_VERSION = "3.0.0";

    private static final String PYTHON_VERSION = "3.11.9";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern MODEL_ID = Pattern.compile("(?m)^model_id: ['\"]?(m-[0-9a-f]{32})['\"]?\\s*$");

    private MlModelFiles() {}

    /** Adds MLflow's files to the others of the folder; {@code MLmodel} comes last. */
    static void addTo(Map<String, byte[]> files, ModelContent content) {
        Optional<String> booster = content.nativeFiles().keySet().stream()
                .filter(path -> path.matches("xgboost/model\\.(ubj|json)"))
                .sorted()
                .findFirst();
        String xgboost = booster.isPresent() ? "xgboost==" + content.nativeVersion() : "";
        files.put("requirements.txt", ModelFiles.utf8(requirements("", xgboost)));
        files.put(
                "python_env.yaml",
                ModelFiles.utf8("python: " + PYTHON_VERSION + "\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\n"
                        + "dependencies:\n- -r requirements.txt\n"));
        files.put(
                "conda.yaml",
                ModelFiles.utf8("channels:\n- conda-forge\ndependencies:\n- python=" + PYTHON_VERSION
                        + "\n- pip\n- pip:\n" + requirements("  - ", xgboost) + "name: mlflow-env\n"));
        ObjectNode example = example(content);
        files.put("input_example.json", ModelFiles.utf8(example.toString()));
        files.put(
                "serving_input_example.json",
                ModelFiles.utf8(
                        JSON.createObjectNode().set("dataframe_split", example).toString()));
        long size = files.values().stream().mapToLong(file -> file.length).sum();
        files.put("MLmodel", ModelFiles.utf8(mlModel(content, booster, size)));
    }

    private static String requirements(String indent, String xgboost) {
        String mlflow = indent + "mlflow>=" + MLFLOW_VERSION + "\n";
        return xgboost.isEmpty() ? mlflow : mlflow + indent + xgboost + "\n";
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

    /** NaN and the infinities are missing in the example, since JSON has no number for them. */
    private static com.fasterxml.jackson.databind.JsonNode exampleValue(@Nullable Object value) {
        boolean odd =
                (value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue());
        return SampleJson.value(odd ? null : value);
    }

    private static String mlModel(ModelContent content, Optional<String> booster, long size) {
        StringBuilder yaml = new StringBuilder(2048);
        yaml.append("flavors:\n  millrace:\n    format_version: ").append(Manifest.VERSION);
        yaml.append("\n    model: millrace/model.json\n    manifest: ")
                .append(Manifest.PATH)
                .append('\n');
        booster.ifPresent(path -> yaml.append("  xgboost:\n    code: null\n    data: ")
                .append(path)
                .append("\n    model_class: xgboost.core.Booster\n    model_format: ")
                .append(path.substring(path.lastIndexOf('.') + 1))
                .append("\n    xgb_version: ")
                .append(quoted(content.nativeVersion()))
                .append('\n'));
        yaml.append("mlflow_version: ").append(MLFLOW_VERSION).append('\n');
        yaml.append("model_id: ").append(content.modelId()).append('\n');
        yaml.append("model_size_bytes: ").append(size).append('\n');
        yaml.append("model_uuid: ").append(content.modelId()).append('\n');
        content.runId()
                .ifPresent(run -> yaml.append("run_id: ").append(quoted(run)).append('\n'));
        yaml.append("saved_input_example_info:\n  artifact_path: input_example.json\n  pandas_orient: split\n")
                .append("  serving_input_path: serving_input_example.json\n  type: dataframe\n");
        yaml.append("signature:\n  inputs: ").append(quoted(inputs(content.model())));
        yaml.append("\n  outputs: ").append(quoted(outputs())).append("\n  params: null\n");
        yaml.append("utc_time_created: '")
                .append(CREATED.format(content.created()))
                .append("'\n");
        return yaml.toString();
    }

    private static String inputs(PortableModel model) {
        ArrayNode columns = JSON.createArrayNode();
        for (InputColumn input : model.inputs()) {
            column(columns, input.name(), SignatureType.of(input.type().toLowerCase(Locale.ROOT)), false);
        }
        return columns.toString();
    }

    private static String outputs() {
        ArrayNode columns = JSON.createArrayNode();
        column(columns, BatchScorer.PREDICTION, "integer", true);
        column(columns, BatchScorer.PROBABILITY, "double", true);
        return columns.toString();
    }

    private static void column(ArrayNode columns, String name, String type, boolean required) {
        columns.addObject().put("type", type).put("name", name).put("required", required);
    }

    /** A single-quoted YAML scalar. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String modelId(Path mlModel) {
        Matcher matcher = MODEL_ID.matcher(new String(ModelFiles.bytes(mlModel), StandardCharsets.UTF_8));
        if (!matcher.find()) {
            throw new DataException(mlModel + " has no model_id of the form m- and 32 hexadecimal digits");
        }
        return matcher.group(1);
    }
}
