package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The results of one run of the benchmarks, as a table, as JSON, and as the files that keep the last full run. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "results.json";
    private static final String CHECKS = "checks.txt";
    private static final String PAGE = "RESULTS.md";
    private static final int DECIMALS = 1000;

    private final List<Measured> measured;
    private final ObjectNode tree;

    /** A claim and what came out for it. */
    record Measured(Claim claim, Measurement measurement) {}

    private Results(List<Measured> measured, ObjectNode tree) {
        this.measured = measured;
        this.tree = tree;
    }

    /** Returns the results of measurements that were made just now on this machine. */
    static Results of(List<Measured> measured) {
        ObjectNode tree = JSON.createObjectNode();
        for (Measured one : measured) {
            String name = one.claim().area().label();
            ObjectNode area = tree.has(name) ? (ObjectNode) tree.path(name) : tree.putObject(name);
            if (area.isEmpty()) {
                area.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
                area.set("machine", Surroundings.machine());
                area.set("versions", Surroundings.versions());
                area.putArray("claims");
            }
            ((ArrayNode) area.path("claims")).add(claim(one));
        }
        return new Results(measured, tree);
    }

    private static ObjectNode claim(Measured one) {
        Claim claim = one.claim();
        Measurement measurement = one.measurement();
        ObjectNode node = JSON.createObjectNode()
                .put("id", claim.id())
                .put("work", claim.work())
                .put("against", claim.against())
                .put("target", claim.target());
        node.putObject("ratio")
                .put("min", rounded(measurement.min()))
                .put("median", rounded(measurement.median()))
                .put("max", rounded(measurement.max()));
        node.put("equal", measurement.equal())
                .put("peak_megabytes", Math.round(measurement.peakMegabytes()))
                .put("unit", claim.unit());
        ArrayNode runs = node.putArray("runs");
        for (Measurement.Pair pair : measurement.pairs()) {
            runs.addObject().put("work", rounded(pair.work())).put("against", rounded(pair.against()));
        }
        ArrayNode notes = node.putArray("notes");
        measurement.notes().forEach(notes::add);
        return node.put("equality", claim.equality())
                .put("method", claim.method())
                .put("bounds", claim.bounds());
    }

    private static double rounded(double value) {
        return (double) Math.round(value * DECIMALS) / DECIMALS;
    }

    /** Returns the results as one JSON object, by area. */
    String json() {
        return tree.toPrettyString() + "\n";
    }

    /** Returns the results as a table for people, one paragraph a claim. */
    String table() {
        StringBuilder text = new StringBuilder();
        for (Measured one : measured) {
            Claim claim = one.claim();
            Measurement measurement = one.measurement();
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s ratio %.3f (min %.3f, max %.3f, %d runs), target %.2f: %s; equal: %s; peak memory %.0f MB%n",
                    claim.id(),
                    measurement.median(),
                    measurement.min(),
                    measurement.max(),
                    measurement.pairs().size(),
                    claim.target(),
                    measurement.median() <= claim.target() ? "met" : "missed",
                    measurement.equal(),
                    measurement.peakMegabytes()));
            text.append("           work     ").append(claim.work()).append('\n');
            text.append("           against  ").append(claim.against()).append('\n');
            for (String note : measurement.notes()) {
                text.append("           ").append(note).append('\n');
            }
        }
        return text.toString();
    }

    /** Puts these results into the folder's {@value #FILE}, in the place of older ones of their areas, and the page with it. */
    void save(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            ObjectNode all = JSON.createObjectNode();
            JsonNode old = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
            for (Area area : Area.values()) {
                JsonNode kept = tree.has(area.label()) ? tree.path(area.label()) : old.path(area.label());
                if (kept.isObject()) {
                    all.set(area.label(), kept);
                }
            }
            Files.writeString(file, all.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the results to " + folder, e);
        }
        writePage(folder);
    }

    /** Writes the page of the folder anew: of its {@value #FILE}, and of {@value #CHECKS}, the summary of {@code .ci/run}, if it is there. */
    static void writePage(Path folder) {
        Path checks = folder.resolve(CHECKS);
        try {
            JsonNode all = JSON.readTree(folder.resolve(FILE).toFile());
            String summary = Files.exists(checks) ? Files.readString(checks) : "";
            Files.writeString(folder.resolve(PAGE), ResultsPage.of(all, summary));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the page to " + folder, e);
        }
    }
}
