package io.millrace.deploy.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.deploy.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TerraformModuleTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/terraform");
    private static final Pattern RESOURCE = Pattern.compile(
            "^resource \"([a-z_]+)\" \"([A-Za-z0-9_-]+)\" \\{\n(.*?)^}\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FIELD = Pattern.compile("^  ([a-z_]+) +=", Pattern.MULTILINE);
    private static final Pattern REFERENCE =
            Pattern.compile("\\b(databricks_[a-z_]+)\\.([A-Za-z0-9_-]+)\\.(name|id|url|application_id)\\b");

    /** The fields of the provider 1.128 that may be set; first those that must. */
    private static final Map<String, List<List<String>>> FIELDS = Map.of(
            "databricks_catalog",
                    List.of(List.of("name"), List.of("comment", "storage_root", "owner", "isolation_mode")),
            "databricks_schema", List.of(List.of("catalog_name", "name"), List.of("comment", "storage_root", "owner")),
            "databricks_volume",
                    List.of(
                            List.of("catalog_name", "schema_name", "name", "volume_type"),
                            List.of("comment", "storage_location")),
            "databricks_registered_model", List.of(List.of("catalog_name", "schema_name", "name"), List.of("comment")),
            "databricks_grant", List.of(List.of("principal", "privileges"), List.of("catalog", "schema", "volume")),
            "databricks_service_principal", List.of(List.of("display_name"), List.of()),
            "databricks_external_location", List.of(List.of("name", "url", "credential_name"), List.of("comment")),
            "databricks_artifact_allowlist", List.of(List.of("artifact_type"), List.of()));

    @TempDir
    private Path folder;

    private String write(String environment, String file) throws IOException {
        Fixture.write(folder.resolve("data/provider.jar"), "any");
        TerraformModule.of(Fixture.in(folder, environment).deployment()).write(folder.resolve("out"));
        return Files.readString(folder.resolve("out").resolve(file));
    }

    @Test
    void writesWhatPeopleHaveRead() throws IOException {
        String storage = "deploy.terraform { storage-root = \"s3://shop-prod/tables\", storage-credential = shop }";
        for (String file : List.of("main.tf", "allowlist.tf")) {
            String text = write(Fixture.LEAST + storage, file);
            Path golden = GOLDEN.resolve(file);
            if (Boolean.getBoolean("golden.update")) {
                Fixture.write(golden, text);
            }
            assertThat(text).isEqualTo(Files.readString(golden));
        }
    }

    @Test
    void resourcesHaveTheFieldsThatTheProviderKnowsAndNameEachOther() throws IOException {
        String odd = "models.returns_v2 = ${models.returns}\n";
        for (String environment : List.of(
                Fixture.LEAST,
                Fixture.ALL,
                Fixture.LEAST + "deploy.volume = shared.files.releases",
                Fixture.LEAST + "deploy.volume = prod.releases.files",
                Fixture.LEAST + "deploy.volume = prod.models.files",
                Fixture.LEAST + odd)) {
            String text = write(environment, "main.tf") + "\n" + write(environment, "allowlist.tf");
            Set<String> made = new HashSet<>();
            Matcher resources = RESOURCE.matcher(text);
            while (resources.find()) {
                assertThat(FIELDS).containsKey(resources.group(1));
                assertThat(made.add(resources.group(1) + "." + resources.group(2)))
                        .as(resources.group())
                        .isTrue();
                List<List<String>> known = FIELDS.get(resources.group(1));
                List<String> fields = FIELD.matcher(resources.group(3))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(fields)
                        .as(resources.group())
                        .containsAll(known.get(0))
                        .doesNotHaveDuplicates();
                assertThat(fields)
                        .as(resources.group())
                        .allMatch(field ->
                                known.get(0).contains(field) || known.get(1).contains(field));
            }
            assertThat(made).hasSizeGreaterThan(20);
            assertThat(REFERENCE.matcher(text).results().map(found -> found.group(1) + "." + found.group(2)))
                    .isNotEmpty()
                    .allMatch(made::contains);
        }
    }

    @Test
    void aSchemaOfTwoUsesStandsOnceWithTheRightsOfBoth() throws IOException {
        assertThat(write(Fixture.LEAST + "deploy.volume = prod.models.files", "main.tf"))
                .containsOnlyOnce("resource \"databricks_schema\" \"models\"")
                .containsOnlyOnce("resource \"databricks_grant\" \"jobs_in_models\"")
                .contains("[\"USE_SCHEMA\", \"EXECUTE\", \"CREATE_MODEL\"]");
    }

    @Test
    void jobsMayUseTheSchemaOfTheirFiles() throws IOException {
        assertThat(write(Fixture.LEAST + "deploy.volume = prod.releases.files", "main.tf"))
                .contains(
                        "resource \"databricks_schema\" \"releases\"",
                        "resource \"databricks_grant\" \"jobs_in_releases\"");
        assertThat(write(Fixture.LEAST + "deploy.volume = shared.files.releases", "main.tf"))
                .doesNotContain("resource \"databricks_schema\" \"files\"")
                .contains("resource \"databricks_grant\" \"jobs_files_catalog\"", "schema     = \"shared.files\"");
    }

    @Test
    void labelsDifferWhereNamesDoAndStay() {
        assertThat(List.of("returns", "fraud-net", "a_b", "Returns"))
                .allMatch(name -> Label.of(name).equals(name));
        assertThat(Label.of("a.b")).isEqualTo("_a_b--2e7336dc8eba");
        long seed = 17;
        Random random = new Random(seed);
        Set<String> names =
                new TreeSet<>(List.of("", "a.b", "a_b", "a b", "A_B", "-a", "1a", "_1a", "a--b", "é", "e", "日"));
        String letters = "aB1._- -é$";
        while (names.size() < 20_000) {
            names.add(random.ints(random.nextInt(1, 8), 0, letters.length())
                    .mapToObj(at -> letters.substring(at, at + 1))
                    .collect(Collectors.joining()));
        }
        new TreeSet<>(names).forEach(name -> names.add(Label.of(name))); // a label may be a name too

        Map<String, String> labels = new HashMap<>();
        for (String name : names) {
            String label = Label.of(name);
            assertThat(label).matches("[A-Za-z_][A-Za-z0-9_-]*").isEqualTo(Label.of(name));
            assertThat(labels.put(label, name))
                    .as("%s, seed %d: %s", name, seed, label)
                    .isNull();
        }
    }

    @Test
    void whoRunsTheJobsIsMadeUnlessThereIsOne() throws IOException {
        assertThat(write(Fixture.LEAST, "main.tf"))
                .contains("display_name = \"millrace-shop-prod\"", "output \"run_as\"")
                .contains("principal  = databricks_service_principal.jobs.application_id");
        assertThat(write(Fixture.ALL, "main.tf"))
                .doesNotContain("databricks_service_principal")
                .contains("principal  = \"0a1b2c3d-1111-2222-3333-444455556666\"");
    }

    @Test
    void storageNeedsItsCredential() {
        assertThatThrownBy(() -> write(Fixture.LEAST + "deploy.terraform.storage-root = \"s3://x\"", "main.tf"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("storage-root and storage-credential belong together");
    }

    @Test
    void textsStayTexts() {
        assertThat(Hcl.quoted("a\"b\\c${d}%{e}\n")).isEqualTo("\"a\\\"b\\\\c$${d}%%{e}\\n\"");
    }
}
