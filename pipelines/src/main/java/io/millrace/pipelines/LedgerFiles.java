package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is too large for a row of the ledger: JSON in files of the backend beside it, which outputs name. */
final class LedgerFiles {
    private static final String SLASH = "/";

    private final StoredFiles files;
    private final List<String> folder;

    /** Returns the files of a run. */
    LedgerFiles(StoredFiles files, String project, String environment, String runId) {
        this.files = files;
        this.folder = List.of(RunLedger.TABLE, project, environment, runId);
    }

    /** Keeps the JSON that a write of an item made, over what an earlier try of it kept; returns the name for the ledger. */
    String keep(StepKind step, String item, String what, Write write, String json) {
        String file = what + "-" + write.id().version() + ".json";
        List<String> name = Stream.concat(folder.stream(), Stream.of(step.label(), item, file))
                .toList();
        files.write(files.location(name), json.getBytes(StandardCharsets.UTF_8));
        return String.join(SLASH, name);
    }

    /**
     * Returns the JSON that an output names; ledgers of earlier versions hold it themselves.
     *
     * @throws DataException if the file is gone
     */
    String read(LedgerEntry entry, Output<String> output) {
        String text = entry.output(output);
        if (text.startsWith("{")) {
            return text;
        }
        return files.read(files.location(List.of(text.split(SLASH, -1))))
                .map(content -> new String(content, StandardCharsets.UTF_8))
                .orElseThrow(() -> new DataException(String.format(
                        Locale.ROOT,
                        "the file %s, which run %s left, is gone; make it anew with --only %s:%s",
                        text,
                        entry.runId(),
                        entry.step(),
                        entry.item())));
    }
}
