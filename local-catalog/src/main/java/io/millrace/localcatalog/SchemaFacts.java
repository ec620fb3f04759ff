package io.millrace.localcatalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Comment, owner and properties of a schema, in a hidden file of its folder. */
final class SchemaFacts {
    private static final String FILE = ".schema.properties";

    private SchemaFacts() {}

    static Map<String, String> read(Path schema) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(schema.resolve(FILE))) {
            properties.load(reader);
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + schema.resolve(FILE), e);
        }
        var facts = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(key -> facts.put(key, properties.getProperty(key)));
        return facts;
    }

    static void write(Path schema, Map<String, String> facts) {
        var properties = new Properties();
        properties.putAll(facts);
        try {
            Path draft = Files.createTempFile(schema, FILE, ".draft");
            try (var writer = Files.newBufferedWriter(draft)) {
                properties.store(writer, null);
            }
            Files.move(draft, schema.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + schema.resolve(FILE), e);
        }
    }
}
