package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link StoredFiles} does. A backend's test extends it and says which files to try. */
public abstract class FilesContract {
    private final String folder = "contract-" + UUID.randomUUID();

    protected abstract StoredFiles files();

    @Test
    void readsWhatWasWrittenLastAndKnowsWhatIsNotThere() {
        FileLocation page = files().location(List.of(StoredFiles.REPORTS, folder, "a", "b", "page.html"));

        assertThat(files().read(page)).isEmpty();
        files().write(page, bytes("first"));
        files().write(page, bytes("sécond"));
        files().write(files().location(List.of(StoredFiles.REPORTS, folder, "empty")), new byte[0]);

        assertThat(files().read(page)).hasValue(bytes("sécond"));
        assertThat(files().read(files().location(List.of(StoredFiles.REPORTS, folder, "empty"))))
                .hasValue(new byte[0]);
    }

    @Test
    void aLocationIsFoundAgainByItsText() {
        FileLocation page = files().location(List.of(StoredFiles.REPORTS, folder, "it's", "100% ünïcode.html"));
        files().write(page, bytes("odd"));

        FileLocation again = FileLocation.parse(page.toString());

        assertThat(again).isEqualTo(page);
        assertThat(files().read(again)).hasValue(bytes("odd"));
    }

    @Test
    void differentNamesAreDifferentFilesBelowTheFolder() {
        List<String> names = new ArrayList<>(List.of(
                "a b",
                "a_b",
                "a~b",
                "a/b",
                "a\\b",
                "..",
                ".",
                "~002e.",
                "",
                " ",
                "ä",
                "a:b",
                "../../up",
                "~",
                "?#%41",
                "A b"));
        names.add("long".repeat(100));
        names.add("long".repeat(100) + "er");
        Set<FileLocation> locations = new LinkedHashSet<>();
        for (String name : names) {
            FileLocation location = files().location(List.of(StoredFiles.REPORTS, folder, name, "x"));
            files().write(location, bytes(name));
            locations.add(location);
        }

        assertThat(locations).hasSameSizeAs(names).allSatisfy(location -> assertThat(
                        location.uri().normalize().getPath())
                .contains("/" + folder + "/"));
        assertThat(locations)
                .extracting(location -> new String(files().read(location).orElseThrow(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(names);
    }

    @Test
    void aReaderNeverSeesHalfAFile() throws Exception {
        FileLocation page = files().location(List.of(StoredFiles.REPORTS, folder, "shared.html"));
        List<byte[]> contents = List.of(bytes("a".repeat(300_000)), bytes("b".repeat(500_000)));
        files().write(page, contents.get(0));
        List<Callable<Void>> work = new ArrayList<>();
        for (byte[] content : contents) {
            work.add(() -> {
                for (int i = 0; i < 20; i++) {
                    files().write(page, content);
                }
                return null;
            });
            work.add(() -> {
                for (int i = 0; i < 20; i++) {
                    assertThat(files().read(page).orElseThrow()).isIn(contents);
                }
                return null;
            });
        }

        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
        threads.shutdown();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
