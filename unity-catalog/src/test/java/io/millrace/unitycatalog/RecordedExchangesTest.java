package io.millrace.unitycatalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.millrace.testkit.FakeUnity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The server in memory answers as a real one of version 0.6.0 did, whose exchanges were written down by {@link RealUnityTest} with
 * {@code MILLRACE_UC_RECORD}. Ids and times differ; of columns, the spelling of types is not looked at, which the library never reads.
 */
class RecordedExchangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile(".*_at|.*-time|etag");
    private static final Set<String> TYPE_SPELLING =
            Set.of("type_text", "type_name", "type_precision", "type_scale", "type_interval_type", "partition_index");

    @Test
    void answersAsTheRealServerDid() throws Exception {
        List<JsonNode> exchanges = Exchanges.read(Path.of("src", "test", "resources", "exchanges-0.6.0.jsonl"));
        Map<String, String> ids = new HashMap<>();
        Set<String> kinds = new LinkedHashSet<>();
        SoftAssertions soft = new SoftAssertions();
        try (FakeUnity fake = FakeUnity.start()) {
            for (JsonNode recorded : exchanges) {
                String body = replaced(recorded.path("body").asText(), ids);
                ObjectNode told = Exchanges.send(
                        fake.uri(),
                        recorded.path("method").asText(),
                        recorded.path("path").asText(),
                        body);
                match(recorded.path("answer"), told.path("answer"), ids);

                soft.assertThat(told.path("status").asInt())
                        .as("%s", recorded)
                        .isEqualTo(recorded.path("status").asInt());
                soft.assertThat(plain(told.path("answer"), Map.of()))
                        .as("%s", recorded)
                        .isEqualTo(plain(recorded.path("answer"), ids));
                kinds.add(recorded.path("method").asText()
                        + recorded.path("status").asInt());
            }
            assertThat(fake.unknown()).isEmpty();
        }
        soft.assertAll();
        assertThat(kinds)
                .contains("GET200", "GET404", "POST200", "POST400", "POST409", "PATCH200", "PATCH404", "DELETE200");
    }

    /** Pairs the ids of both answers where they stand at the same place. */
    private static void match(JsonNode recorded, JsonNode told, Map<String, String> ids) {
        if (recorded.isTextual() && told.isTextual()) {
            Matcher theirs = ID.matcher(recorded.asText());
            Matcher ours = ID.matcher(told.asText());
            while (theirs.find() && ours.find()) {
                ids.put(theirs.group(), ours.group());
            }
        } else if (recorded.isObject()) {
            recorded.properties().forEach(field -> match(field.getValue(), told.path(field.getKey()), ids));
        } else if (recorded.isArray()) {
            for (int i = 0; i < recorded.size(); i++) {
                match(recorded.get(i), told.path(i), ids);
            }
        }
    }

    private static String replaced(String text, Map<String, String> ids) {
        return ID.matcher(text).replaceAll(found -> ids.getOrDefault(found.group(), found.group()));
    }

    /** What is compared, its keys in order. */
    private static JsonNode plain(JsonNode answer, Map<String, String> ids) {
        if (answer.isTextual()) {
            return TextNode.valueOf(replaced(answer.asText(), ids));
        }
        if (answer instanceof ArrayNode list) {
            ArrayNode items = JSON.createArrayNode();
            list.forEach(item -> items.add(plain(item, ids)));
            return items;
        }
        if (answer.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            answer.properties().forEach(field -> {
                if (!TIME.matcher(field.getKey()).matches() && !TYPE_SPELLING.contains(field.getKey())) {
                    fields.put(field.getKey(), plain(field.getValue(), ids));
                }
            });
            ObjectNode ordered = JSON.createObjectNode();
            fields.forEach(ordered::set);
            return ordered;
        }
        return answer;
    }
}
