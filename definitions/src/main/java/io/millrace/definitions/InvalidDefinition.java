package io.millrace.definitions;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that breaks its own rules, with every broken rule and the key that it belongs to. */
final class InvalidDefinition extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidDefinition(String subject, List<Problem> problems) {
        super(problems.stream()
                .map(problem -> subject + "." + problem.key() + ": " + problem.what() + "; " + problem.remedy())
                .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }

    /** One broken rule: the configuration key, what is wrong with its value, and how to mend it. */
    record Problem(String key, String what, String remedy) {}
}
