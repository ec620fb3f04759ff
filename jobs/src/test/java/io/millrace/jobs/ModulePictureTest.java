package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture of the modules in {@code docs/architecture.md} is what the poms say. */
final class ModulePictureTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/architecture.md");
    private static final String BEGIN = "<!-- drawn from the poms: -Dgolden.update=true draws it anew -->\n```\n";
    private static final String END = "```\n";
    private static final String PREFIX = "millrace-";

    /** What nothing imports but tests, and what is imported by nothing. */
    private static final Set<String> ASIDE =
            Set.of("bom", "testkit", "contracts", "local-catalog", "examples/payments");

    @Test
    void isDrawnFromThePoms() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        assertThat(page).contains(BEGIN);
        int end = page.indexOf(END, begin);
        String drawn = picture(imports());

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo(drawn);
        }
    }

    /** Floors from the top, each module with those that it imports and that none of its imports brings along. */
    private static String picture(Map<String, Set<String>> imports) {
        Map<Integer, List<String>> floors = new TreeMap<>();
        imports.keySet().forEach(module -> floors.computeIfAbsent(floor(module, imports), floor -> new ArrayList<>())
                .add(module));
        StringBuilder picture = new StringBuilder();
        for (int floor = floors.size() - 1; floor >= 0; floor--) {
            for (String module : floors.get(floor)) {
                picture.append(String.format("%d  %-15s", floor, module));
                Set<String> direct = new TreeSet<>(imports.get(module));
                imports.get(module).forEach(each -> direct.removeAll(reached(each, imports)));
                picture.append(direct.isEmpty() ? "" : " ← " + String.join(", ", direct))
                        .append('\n');
            }
        }
        return picture.toString().replaceAll(" +\n", "\n");
    }

    private static int floor(String module, Map<String, Set<String>> imports) {
        return imports.get(module).stream()
                .mapToInt(each -> floor(each, imports) + 1)
                .max()
                .orElse(0);
    }

    private static Set<String> reached(String module, Map<String, Set<String>> imports) {
        Set<String> reached = new TreeSet<>(imports.get(module));
        imports.get(module).forEach(each -> reached.addAll(reached(each, imports)));
        return reached;
    }

    private static Map<String, Set<String>> imports() throws Exception {
        Map<String, Set<String>> imports = new LinkedHashMap<>();
        NodeList modules = pom(ROOT.resolve("pom.xml")).getElementsByTagName("module");
        for (int i = 0; i < modules.getLength(); i++) {
            String module = modules.item(i).getTextContent();
            if (!ASIDE.contains(module) && !module.equals("benchmarks")) {
                imports.put(module, imports(pom(ROOT.resolve(module).resolve("pom.xml"))));
            }
        }
        return imports;
    }

    private static Set<String> imports(Document pom) {
        Set<String> imports = new TreeSet<>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String artifact = text(dependency, "artifactId");
            String module = artifact.replaceFirst("^" + PREFIX, "");
            if (artifact.startsWith(PREFIX) && text(dependency, "scope").isEmpty() && !ASIDE.contains(module)) {
                imports.add(module);
            }
        }
        return imports;
    }

    private static String text(Element dependency, String name) {
        NodeList found = dependency.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static Document pom(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }
}
