package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class YamlTest {
    @Test
    void quotesWhatYamlWouldTakeForSomethingElse() throws Exception {
        String json =
                """
                {"plain": "xgboost==3.1.1", "number": "3.1", "word": "no", "quote": "it's: {}", "empty": "", "n": 2, "none": null,
                 "list": ["a b", {"k": ["x"]}], "no items": []}
                """;

        assertThat(Yaml.of(new ObjectMapper().readTree(json)))
                .isEqualTo(
                        """
                        plain: xgboost==3.1.1
                        number: '3.1'
                        word: 'no'
                        quote: 'it''s: {}'
                        empty: ''
                        'n': 2
                        none: null
                        list:
                        - 'a b'
                        -
                          k:
                          - x
                        'no items': []
                        """);
    }
}
