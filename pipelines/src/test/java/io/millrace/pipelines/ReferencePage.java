package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A page of prose with tables of settings. A table stands below a line {@code <!-- settings: PREFIX -->} and holds every
 * setting whose key begins with the prefix, unless a longer prefix claims it. Meanings are the page's own.
 */
record ReferencePage(List<String> lines, Map<String, String> meanings) {
    private static final String MARK = "<!-- settings: ";
    private static final String ROW = "| `";

    static ReferencePage of(String page) {
        Map<String, String> meanings = new LinkedHashMap<>();
        List<String> lines = page.lines().toList();
        for (String line : lines) {
            if (line.startsWith(ROW)) {
                String[] cells = line.split("(?<!\\\\)\\|", -1);
                assertThat(cells).as(line).hasSize(6);
                String key = cells[1].strip().replace("`", "");
                assertThat(meanings.put(key, cells[4].strip()))
                        .as("second row of " + key)
                        .isNull();
            }
        }
        return new ReferencePage(lines, meanings);
    }

    String withTables(Collection<Setting> settings) {
        List<String> prefixes = lines.stream()
                .filter(line -> line.startsWith(MARK))
                .map(line -> line.substring(MARK.length(), line.indexOf(" -->")))
                .toList();
        Map<String, List<Setting>> tables = settings.stream().collect(Collectors.groupingBy(setting -> prefixes.stream()
                .filter(prefix -> setting.path().startsWith(prefix))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow(() -> new AssertionError("no table for " + setting.path()))));
        List<String> written = new ArrayList<>();
        boolean inTable = false;
        for (String line : lines) {
            inTable = inTable && line.startsWith("|");
            if (!inTable) {
                written.add(line);
            }
            if (line.startsWith(MARK)) {
                String prefix = line.substring(MARK.length(), line.indexOf(" -->"));
                written.addAll(table(tables.getOrDefault(prefix, List.of())));
                inTable = true;
            }
        }
        return String.join("\n", written) + "\n";
    }

    private List<String> table(List<Setting> settings) {
        List<String> rows = new ArrayList<>(List.of("| key | value | default | meaning |", "|---|---|---|---|"));
        for (Setting setting : settings) {
            String fallback = setting.required()
                    ? "required"
                    : setting.fallback().map(text -> "`" + shown(text) + "`").orElse("");
            rows.add("| `" + setting.path() + "` | " + setting.wanted() + " | " + fallback + " | "
                    + meanings.getOrDefault(setting.path(), "") + " |");
        }
        return rows;
    }

    private static String shown(String text) {
        return text.isEmpty() ? "\"\"" : text;
    }
}
