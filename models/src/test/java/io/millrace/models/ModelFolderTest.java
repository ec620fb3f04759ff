package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
    private static final String ID = "m-" + "0123456789abcdef".repeat(2);

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void write() {
        folder = root.resolve("out/model");
        ModelFolder.write(
                folder,
                Models.content()
                        .modelId(ID)
                        .runId("a".repeat(32))
                        .nativeFile("xgboost/model.ubj", new byte[] {1, 2, 3}, "3.1.1")
                        .build());
    }

    private String text(String path) throws Exception {
        return Files.readString(folder.resolve(path));
    }

    @Test
    void readsBackWhatWasWritten() throws Exception {
        LoadedModel loaded = ModelFolder.load(folder);

        assertThat(loaded.model()).isEqualTo(Models.linear());
        assertThat(loaded.modelId()).isEqualTo(ID);
        assertThat(loaded.provenance().get("seed").intValue()).isEqualTo(7);
        assertThat(loaded.evaluation().get("roc_auc").doubleValue()).isEqualTo(0.81);
        assertThat(loaded.featureSpec()).isEmpty();
        assertThatThrownBy(loaded::spec).isInstanceOf(DataException.class).hasMessageContaining("feature_spec.json");
        try (Stream<Path> files = Files.list(root.resolve("out"))) {
            assertThat(files).as("no partial folders are left").containsExactly(folder);
        }
    }

    @Test
    void writesMlflowsFiles() throws Exception {
        assertThat(text("MLmodel"))
                .startsWith(
                        """
                        flavors:
                          millrace:
                            format_version: 1
                            model: millrace/model.json
                            manifest: millrace/manifest.json
                          onnx:
                            code: code
                            data: onnx/model.onnx
                            onnx_version: '1.23.2'
                            providers:
                            - CPUExecutionProvider
                          python_function:
                            code: code
                            data: onnx/model.onnx
                            env:
                              conda: conda.yaml
                              virtualenv: python_env.yaml
                            loader_module: millrace_pyfunc_2
                            python_version: '3.11.9'
                          xgboost:
                            code: null
                            data: xgboost/model.ubj
                            model_class: xgboost.core.Booster
                            model_format: ubj
                            xgb_version: '3.1.1'
                        mlflow_version: '3.17.2'
                        """)
                .contains("model_id: " + ID + "\n", "model_uuid: " + ID + "\n", "run_id: " + "a".repeat(32) + "\n")
                .contains("  inputs: '[{\"type\":\"double\",\"name\":\"amount\",\"required\":true},"
                        + "{\"type\":\"any\",\"name\":\"visits\",\"required\":true}")
                .contains("  outputs: '[{\"type\":\"integer\",\"name\":\"prediction\",\"required\":true}]'")
                .contains("  params: '[{\"name\":\"output\",\"type\":\"string\",\"default\":\"prediction\"")
                .endsWith("utc_time_created: '2026-11-20 10:00:00.123456'\n");
        assertThat(text("requirements.txt").lines())
                .startsWith("mlflow==3.17.2")
                .contains("onnxruntime==" + PythonPackage.ONNXRUNTIME.version())
                .endsWith("xgboost==3.1.1");
        assertThat(text("conda.yaml"))
                .startsWith(
                        """
                        channels:
                        - conda-forge
                        dependencies:
                        - python=3.11.9
                        - pip
                        -
                          pip:
                          - mlflow==3.17.2
                        """)
                .endsWith("  - xgboost==3.1.1\nname: mlflow-env\n");
        assertThat(text("python_env.yaml"))
                .isEqualTo(
                        """
                        python: '3.11.9'
                        build_dependencies:
                        - pip
                        - setuptools
                        - wheel
                        dependencies:
                        - '-r requirements.txt'
                        """);
        JsonNode example =
                new ObjectMapper().readTree(text("serving_input_example.json")).get("dataframe_split");
        assertThat(example.get("columns")).hasSize(5);
        assertThat(example.get("data").get(0)).hasSize(5);
    }

    @Test
    void addsTheSparkFlavorForASavedPipeline() throws Exception {
        Path other = root.resolve("spark");
        ModelFolder.write(
                other,
                Models.content()
                        .nativeFile("sparkml/metadata/part-00000", new byte[] {1}, "4.1.0")
                        .build());

        assertThat(Files.readString(other.resolve("MLmodel")))
                .contains(
                        """
                          spark:
                            code: null
                            model_class: pyspark.ml.pipeline.PipelineModel
                            model_data: sparkml
                            pyspark_version: '4.1.0'
                        """);
        assertThat(other.resolve("requirements.txt")).content().endsWith("pyspark==4.1.0\n");
    }

    @Test
    void saysWhyAFolderHasNoOnnxAndKeepsTheRest() throws Exception {
        PortableModel model = PortableModel.of(
                List.of(new InputColumn("at", "timestamp")),
                new FittedPreparation(List.of(NumericEncoder.asIs("at"))),
                TreeLearner.xgboost(List.of(Tree.leaf(0.5)), 0),
                0.5);
        Path other = root.resolve("times");
        ModelFolder.write(
                other,
                ModelContent.builder(model, Instant.EPOCH)
                        .sampleRow(Instant.EPOCH)
                        .nativeFile("xgboost/model.json", new byte[] {1}, "3.1.1")
                        .build());

        assertThat(Files.readString(other.resolve("MLmodel")))
                .contains("    onnx_absent: 'column at (timestamp): no number of ONNX stands for it'\n  xgboost:\n")
                .doesNotContain("python_function");
        assertThat(other.resolve("requirements.txt")).hasContent("mlflow==3.17.2\nxgboost==3.1.1\n");
        assertThat(other.resolve("onnx")).doesNotExist();
        assertThat(ModelFolder.load(other).model()).isEqualTo(model);
    }

    @Test
    void writesTheSameBytesForTheSameContent() throws Exception {
        Path again = root.resolve("again");
        ModelFolder.write(
                again,
                Models.content()
                        .modelId(ID)
                        .runId("a".repeat(32))
                        .nativeFile("xgboost/model.ubj", new byte[] {1, 2, 3}, "3.1.1")
                        .build());

        assertThat(again.resolve("millrace/manifest.json"))
                .hasSameTextualContentAs(folder.resolve("millrace/manifest.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MLmodel",
                "millrace/model.json",
                "millrace/sample.json",
                "xgboost/model.ubj",
                "onnx/model.onnx",
                "conda.yaml"
            })
    void namesAFileThatIsMissingShortenedOrChanged(String path) throws Exception {
        Path file = folder.resolve(path);
        byte[] whole = Files.readAllBytes(file);

        Files.delete(file);
        assertRefused(path, "is missing");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
        assertRefused(path, "bytes, the manifest says " + whole.length);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(file, changed);
        assertRefused(path, "was changed");
    }

    private void assertRefused(String path, String message) {
        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.resolve(path).toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"more.txt", "code/sitecustomize.py", "code/__pycache__/x.py", "onnx/.hidden", "millrace/x/y"})
    void refusesAFileThatTheManifestDoesNotList(String path) throws Exception {
        Path more = folder.resolve(path);
        Files.createDirectories(more.getParent());
        Files.writeString(more, "");

        assertRefused(path, "is not in the model folder's manifest");
        assertThatThrownBy(() -> ModelFolder.copy(folder, root.resolve("copy"))).isInstanceOf(DataException.class);
    }

    @Test
    void toleratesWhatMlflowAndPythonLeaveBehind() throws Exception {
        Files.createDirectories(folder.resolve("code/__pycache__"));
        Files.writeString(folder.resolve("code/__pycache__/millrace_pyfunc_2.cpython-311.pyc"), "x");
        Files.writeString(folder.resolve("registered_model_meta"), "model_name: m\n");

        assertThat(ModelFolder.load(folder).modelId()).isEqualTo(ID);
    }

    @Test
    void refusesAFolderThatWasNotWrittenToItsEndOrIsNewer() throws Exception {
        Path manifest = folder.resolve("millrace/manifest.json");
        String whole = Files.readString(manifest);

        Files.writeString(manifest, whole.replace("\"version\" : 1", "\"version\" : 4"));
        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("format version 4")
                .hasMessageContaining("versions up to 1");
        Files.writeString(manifest, whole.replace("MLmodel", "../../MLmodel"));
        assertThatThrownBy(() -> ModelFolder.load(folder)).hasMessageContaining("outside the folder");
        Files.writeString(manifest, whole.substring(0, 30));
        assertThatThrownBy(() -> ModelFolder.load(folder)).hasMessageContaining("is not JSON");
        Files.delete(manifest);
        assertThatThrownBy(() -> ModelFolder.load(folder)).hasMessageContaining("not written to its end");
    }

    @Test
    void refusesAModelThatScoresItsSampleOtherwise() throws Exception {
        byte[] other = Models.linear().withThreshold(0.9).toBytes();
        byte[] wrong = new String(Models.linear().toBytes(), StandardCharsets.UTF_8)
                .replace("\"intercept\":-0.2", "\"intercept\":-0.20000001")
                .getBytes(StandardCharsets.UTF_8);

        replaceModel(other);
        assertThat(ModelFolder.load(folder).model().threshold()).isEqualTo(0.9);
        replaceModel(wrong);
        assertThatThrownBy(() -> ModelFolder.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sample.json row 0 scores");
    }

    /** Puts another model into the folder, manifest included. */
    private void replaceModel(byte[] model) throws Exception {
        Files.write(folder.resolve("millrace/model.json"), model);
        java.util.Map<String, byte[]> files = new java.util.TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        files.remove("millrace/manifest.json");
        Files.write(folder.resolve("millrace/manifest.json"), Manifest.of(files));
    }

    @Test
    void leavesAFolderThatExistsAsItIs() {
        assertThatThrownBy(() -> ModelFolder.write(folder, Models.content().build()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("exists already");
        assertThat(ModelFolder.modelId(folder)).isEqualTo(ID);
    }

    @Test
    void copiesACompleteFolderOnly() throws Exception {
        Path copy = root.resolve("copies/one");
        ModelFolder.copy(folder, copy);
        ModelFolder.copy(folder, copy);
        Path other = root.resolve("other");
        ModelFolder.write(other, Models.content().build());

        assertThat(ModelFolder.load(copy).modelId()).isEqualTo(ID);
        assertThatThrownBy(() -> ModelFolder.copy(other, copy)).hasMessageContaining("holds another model");
        Files.delete(other.resolve("conda.yaml"));
        assertThatThrownBy(() -> ModelFolder.copy(other, root.resolve("copies/two")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("conda.yaml");
    }

    @Test
    void refusesContentThatIsNoModelFolder() {
        assertThatThrownBy(() -> Models.content().modelId("m-1").build()).hasMessageContaining("32 hexadecimal");
        assertThatThrownBy(() ->
                        ModelContent.builder(Models.linear(), Instant.EPOCH).build())
                .hasMessageContaining("at least one sample row");
        assertThatThrownBy(() -> Models.content().sampleRow(1).build()).hasMessageContaining("1 values; must have 5");
        assertThatThrownBy(() -> ModelFolder.write(
                        root.resolve("x"), Models.content().provenance("[]").build()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The provenance is no JSON object");
        assertThatThrownBy(() -> ModelFolder.write(
                        root.resolve("x"),
                        Models.content().nativeFile("../y", new byte[1], "1").build()))
                .hasMessageContaining("outside the model folder");
        assertThat(root.resolve("x")).doesNotExist();
    }
}
