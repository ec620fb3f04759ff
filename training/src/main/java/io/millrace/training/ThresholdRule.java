package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.NumberRange;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ThresholdQuality;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** How the threshold of a model is found, from which probability on its prediction is 1. */
public sealed interface ThresholdRule {
    /** A threshold that the validate rows choose. */
    enum Best implements ThresholdRule {
        /** The threshold with the greatest F1. */
        F1("f1", "the greatest F1 on validate rows", QualityReport::bestF1),
        /** The threshold with the greatest difference of true and false positive rate. */
        YOUDEN(
                "youden",
                "the greatest difference of true and false positive rate on validate rows",
                QualityReport::youden);

        private final String text;
        private final String meaning;

        @SuppressWarnings("ImmutableEnumChecker") // a method
        private final Function<QualityReport, Optional<ThresholdQuality>> found;

        Best(String text, String meaning, Function<QualityReport, Optional<ThresholdQuality>> found) {
            this.text = text;
            this.meaning = meaning;
            this.found = found;
        }

        @Override
        public String text() {
            return text;
        }

        /**
         * Returns the best threshold.
         *
         * @throws DataException if {@code validate} has one class only
         */
        double choose(QualityReport validate) {
            return found.apply(validate)
                    .orElseThrow(() -> new DataException("No threshold can be chosen by " + text() + ": the "
                            + validate.rowCount() + " validate rows have " + validate.positiveCount() + " positives"))
                    .threshold();
        }
    }

    /** A threshold that is given, in [0, 1]. */
    record Fixed(double value) implements ThresholdRule {
        public Fixed {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("threshold is " + value + "; must be in [0, 1]");
            }
        }

        @Override
        public String text() {
            return NumberRange.print(value);
        }
    }

    /** Returns the rule as the project file writes it: {@code f1}, {@code youden} or a number. */
    String text();

    /** Returns in words how a rule of this text finds the threshold. */
    static String meaning(String text) {
        return Arrays.stream(Best.values())
                .filter(best -> best.text.equals(text))
                .map(best -> best.meaning)
                .findFirst()
                .orElse("given");
    }

    /** Reads {@code threshold}; problems stay with the reader. Without one: F1 if there is a validate part, else 0.5. */
    static ThresholdRule from(ConfigReader reader, Optional<Split> split) {
        boolean validates = split.isEmpty() || split.get().validateUntil().isPresent();
        Optional<String> given = reader.optionalString("threshold");
        if (given.isEmpty()) {
            return validates ? Best.F1 : new Fixed(0.5);
        }
        for (Best best : Best.values()) {
            if (best.text().equals(given.get())) {
                if (!validates) {
                    reader.problem(
                            "threshold",
                            "is " + best.text() + ", but the split has no validate part to choose on",
                            "add split.validate-until, or write a number");
                }
                return best;
            }
        }
        try {
            return new Fixed(Double.parseDouble(given.get()));
        } catch (IllegalArgumentException e) {
            reader.problem(
                    "threshold",
                    "is '" + given.get() + "'; must be f1, youden or a number in [0, 1]",
                    "remove the line to use " + (validates ? "f1" : "0.5"));
            return Best.F1;
        }
    }
}
