package io.millrace.metrics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a rolling window computes from the inputs of its events: everything that is to be known of one function, in one place.
 *
 * <p>Events whose input is NULL do not count. Over a window without such events {@link #COUNT} is 0 and everything else
 * is NULL. Functions of one's own are found by {@link AggregateFunctions}. Two functions of one word are one function.
 */
public final class AggregateFunction implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Map<String, AggregateFunction> OURS = new LinkedHashMap<>();

    /** Number of inputs that are not NULL, as a 64-bit integer. */
    public static final AggregateFunction COUNT = ours(builder("count")
            .takes(Accepted.ANYTHING)
            .gives("bigint", "BIGINT")
            .meaning("how many inputs are not NULL")
            .ofNothing(0L)
            .readFrom(Aggregate.class, input -> new ValueCount(), (state, from) -> state.count())
            .sql("count({input}) {filter}"));

    /** Sum of the inputs; exact, so it does not hang on their order. */
    public static final AggregateFunction SUM = ours(builder("sum")
            .takes(Accepted.NUMBERS)
            .gives(Total::type, "BIGINT of whole numbers; of DECIMAL(p, s) DECIMAL(min(38, p + 10), s); else DOUBLE")
            .meaning("their sum, exact and rounded once")
            .readFrom(Total.class, Total::empty, (state, from) -> state.fittingTotal())
            .sql("sum({input}) {filter}"));

    /** Arithmetic mean of the inputs. */
    public static final AggregateFunction AVG = ours(builder("avg")
            .takes(Accepted.NUMBERS)
            .gives("double", "DOUBLE")
            .meaning("their mean, right to the last bit: that of 0.1, 0.2 and 0.3 is 0.2")
            .readFrom(Total.class, Total::empty, (state, from) -> state.mean())
            .sql("avg(CAST({input} AS DOUBLE)) {filter}"));

    /** Least input. */
    public static final AggregateFunction MIN = ours(builder("min")
            .takes(Accepted.ORDERED_BY_BYTES)
            .gives(UnaryOperator.identity(), "as the input")
            .meaning("the least")
            .readFrom(ValueCounts.class, input -> new ValueCounts(input.order()), (state, from) -> state.least())
            .sql("min({input}) {filter}"));

    /** Greatest input. */
    public static final AggregateFunction MAX = ours(builder("max")
            .takes(Accepted.ORDERED_BY_BYTES)
            .gives(UnaryOperator.identity(), "as the input")
            .meaning("the greatest (NaN is the greatest)")
            .readFrom(ValueCounts.class, input -> new ValueCounts(input.order()), (state, from) -> state.greatest())
            .sql("max({input}) {filter}"));

    /** Sample standard deviation (divisor n - 1); NULL for fewer than two inputs. */
    public static final AggregateFunction STDDEV = ours(builder("stddev")
            .takes(Accepted.NUMBERS)
            .gives("double", "DOUBLE")
            .meaning("sample standard deviation (divisor n - 1); NULL for fewer than two inputs")
            .atLeast(2)
            .readFrom(Spread.class, Spread::empty, (state, from) -> state.standardDeviation())
            .sql("stddev_samp(CAST({input} AS DOUBLE)) {filter}"));

    /** Sample variance (divisor n - 1); NULL for fewer than two inputs. */
    public static final AggregateFunction VARIANCE = ours(builder("variance")
            .takes(Accepted.NUMBERS)
            .gives("double", "DOUBLE")
            .meaning("sample variance (divisor n - 1), right to the last bit; NULL for fewer than two inputs")
            .atLeast(2)
            .readFrom(Spread.class, Spread::empty, (state, from) -> state.variance())
            .sql("var_samp(CAST({input} AS DOUBLE)) {filter}"));

    /** Input of the earliest event of the window. */
    public static final AggregateFunction FIRST = ours(builder("first")
            .takes(Accepted.ORDERED)
            .gives(UnaryOperator.identity(), "as the input")
            .meaning("the input of the earliest event")
            .readFrom(OrderedValues.class, OrderedValues::new, OrderedValues::first)
            .sql("min_by({input}, {rank}) {filter}"));

    /** Input of the latest event of the window. */
    public static final AggregateFunction LAST = ours(builder("last")
            .takes(Accepted.ORDERED)
            .gives(UnaryOperator.identity(), "as the input")
            .meaning("the input of the latest event")
            .readFrom(OrderedValues.class, OrderedValues::new, OrderedValues::last)
            .sql("max_by({input}, {rank}) {filter}"));

    private final String word;
    private final transient Facts facts;

    /** All but the word. */
    private record Facts(
            Accepted accepted,
            UnaryOperator<String> resultType,
            String resultWords,
            String meaning,
            @Nullable Object ofNothing,
            long atLeast,
            Class<?> readFrom,
            Function<AggregateInput, Aggregate<?>> empty,
            Aggregate.Kind kind,
            Reading<Object> read,
            String sql) {}

    /** Reads a value from a state. */
    @FunctionalInterface
    public interface Reading<S> {
        /** Returns the value of a state that holds enough inputs, of an ordered state from a time on; null stands for NULL. */
        @Nullable
        Object value(S state, long from);
    }

    private AggregateFunction(String word, Facts facts) {
        this.word = word;
        this.facts = facts;
    }

    /** Which inputs a function takes. */
    public enum Accepted {
        /** Inputs of any type; only whether they are NULL is looked at. */
        ANYTHING,
        /** Whole numbers, decimals, floating-point numbers. */
        NUMBERS,
        /** Inputs of a type whose values can be ordered: no maps, variants, calendar intervals. */
        ORDERED,
        /** The same without texts that Spark compares otherwise than by their bytes. */
        ORDERED_BY_BYTES
    }

    /** Returns all functions by their words: ours in order, then those of {@link AggregateFunctions} on the class path. */
    public static Map<String, AggregateFunction> byWord() {
        Map<String, AggregateFunction> all = new LinkedHashMap<>(OURS);
        for (AggregateFunctions source : ServiceLoader.load(AggregateFunctions.class)) {
            for (AggregateFunction function : source.functions()) {
                if (all.putIfAbsent(function.word, function) != null) {
                    throw new IllegalStateException(source.getClass().getName() + " brings an aggregate function "
                            + function + ", which stands already; give it another word");
                }
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /** Returns as few empty states as will do to read all {@code functions} from. */
    public static List<Aggregate<?>> states(Collection<AggregateFunction> functions, AggregateInput input) {
        List<Aggregate<?>> states = new ArrayList<>();
        functions.stream()
                .sorted(Comparator.comparing((AggregateFunction function) -> function.facts.readFrom.isInterface())
                        .thenComparing(function -> function.facts.readFrom == Total.class)
                        .thenComparing(function -> function.facts.readFrom == Aggregate.class))
                .filter(function -> states.stream().noneMatch(function::reads))
                .forEach(function -> states.add(function.facts.empty.apply(input)));
        return states;
    }

    /** Returns whether the function's value can be read from the state. */
    public boolean reads(Aggregate<?> state) {
        return facts.readFrom.isInstance(state);
    }

    /** Returns what can be done with the function's states. */
    public Aggregate.Kind kind() {
        return facts.kind;
    }

    /**
     * Returns the function's value: of all values in a state, of an {@link Aggregate.Kind#ORDERED} state from a time on. Null
     * stands for NULL.
     *
     * @param from microseconds since the epoch
     * @throws io.millrace.config.DataException if there is none: a sum does not fit, different values are tied; without saying
     *     where
     */
    public @Nullable Object value(Aggregate<?> state, long from) {
        if (state.count() < facts.atLeast) {
            return facts.ofNothing;
        }
        return facts.read.value(state, from);
    }

    /** Returns the SQL type that comes out whatever goes in: bigint of counts, double of means and spreads; empty for others. */
    public Optional<String> resultType() {
        String ofText = facts.resultType.apply("string");
        return ofText.equals(facts.resultType.apply("decimal(5,1)")) ? Optional.of(ofText) : Optional.empty();
    }

    /**
     * Returns the SQL type that comes out of inputs of a type.
     *
     * @param input a SQL type in lower case, such as {@code decimal(10,2)}
     */
    public String resultType(String input) {
        return facts.resultType.apply(input);
    }

    /** Returns which inputs the function takes. */
    public Accepted accepted() {
        return facts.accepted;
    }

    /** Returns whether it looks at the values of its inputs, not only at whether they are NULL. */
    public boolean looksAtValues() {
        return facts.accepted != Accepted.ANYTHING;
    }

    /** Returns the word used in column names and configuration, such as {@code stddev}. */
    public String word() {
        return word;
    }

    /** Returns what the function gives, for people. */
    public String meaning() {
        return facts.meaning;
    }

    /** Returns the type that comes out, for people. */
    public String resultWords() {
        return facts.resultWords;
    }

    /**
     * Returns the aggregate function as a SQL expression of Spark.
     *
     * @param input the expression that is aggregated
     * @param rank an expression that orders events by their place in time
     * @param filter a {@code FILTER (WHERE …)} that leaves the rows of the window whose input is not NULL
     */
    public String sql(String input, String rank, String filter) {
        return facts.sql.replace("{input}", input).replace("{rank}", rank).replace("{filter}", filter);
    }

    private static AggregateFunction ours(Builder builder) {
        AggregateFunction function = builder.build();
        OURS.put(function.word, function);
        return function;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AggregateFunction function && function.word.equals(word);
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }

    @Override
    public String toString() {
        return word;
    }

    private Object readResolve() {
        AggregateFunction found = OURS.containsKey(word) ? OURS.get(word) : byWord().get(word);
        if (found == null) {
            throw new IllegalStateException("no aggregate function " + word
                    + " on this machine's class path; put the jar that brings it on the executors' class path too");
        }
        return found;
    }

    /** Starts the facts of a function. */
    public static Builder builder(String word) {
        return new Builder(word);
    }

    /** Collects the facts of a function; all but {@link #ofNothing} and {@link #atLeast} must be given. */
    public static final class Builder {
        private final String word;
        private @Nullable Accepted accepted;
        private @Nullable UnaryOperator<String> resultType;
        private String resultWords = "";
        private String meaning = "";
        private @Nullable Object ofNothing;
        private long atLeast = 1;
        private @Nullable Class<?> readFrom;
        private @Nullable Function<AggregateInput, Aggregate<?>> empty;
        private @Nullable Reading<Object> read;
        private String sql = "";

        private Builder(String word) {
            this.word = word;
        }

        /** Sets which inputs it takes. */
        public Builder takes(Accepted value) {
            accepted = value;
            return this;
        }

        /** Sets the SQL type that comes out whatever goes in, and the same for people. */
        public Builder gives(String type, String words) {
            return gives(any -> type, words);
        }

        /** Sets the SQL type that comes out by the one that goes in, both in lower case, and the same for people. */
        public Builder gives(UnaryOperator<String> type, String words) {
            resultType = type;
            resultWords = words;
            return this;
        }

        /** Sets what it gives, for people. */
        public Builder meaning(String words) {
            meaning = words;
            return this;
        }

        /** Sets its value where there are too few inputs; NULL if not set. */
        public Builder ofNothing(Object value) {
            ofNothing = value;
            return this;
        }

        /** Sets how many inputs it needs to have a value; 1 if not set. */
        public Builder atLeast(long inputs) {
            atLeast = inputs;
            return this;
        }

        /**
         * Sets the state that folds the inputs, and what is read from it.
         *
         * @param type the states from which the value can be read: an input that has one for another function gets no second
         * @param empty makes a state of nothing
         * @param value reads the value from such a state
         */
        @SuppressWarnings("unchecked") // it is given instances of the type alone
        public <S> Builder readFrom(
                Class<S> type, Function<AggregateInput, Aggregate<?>> empty, Reading<? super S> value) {
            this.readFrom = type;
            this.empty = empty;
            this.read = (Reading<Object>) value;
            return this;
        }

        /** Sets the SQL text, with {@code {input}}, {@code {rank}} and {@code {filter}} in their places. */
        public Builder sql(String text) {
            sql = text;
            return this;
        }

        /**
         * Returns the function.
         *
         * @throws IllegalStateException if a fact is missing, or the word is none for a column's name
         */
        public AggregateFunction build() {
            if (!WORD.matcher(word).matches() || meaning.isEmpty() || !sql.contains("{filter}")) {
                throw new IllegalStateException("aggregate function '" + word
                        + "' needs a word of lower-case letters, digits and _, a meaning, and SQL text with {filter}");
            }
            Aggregate.Kind kind = given(empty, "readFrom")
                    .apply(AggregateInput.of(
                            accepted == Accepted.NUMBERS ? AggregateInput.Kind.DOUBLE : AggregateInput.Kind.OTHER))
                    .kind();
            if (kind == Aggregate.Kind.ORDERED && (atLeast != 1 || ofNothing != null)) {
                throw new IllegalStateException(
                        "aggregate function " + word + " is read from a time on, so that its reading"
                                + " alone can tell whether there are enough inputs; leave atLeast and ofNothing away");
            }
            return new AggregateFunction(
                    word,
                    new Facts(
                            given(accepted, "takes"),
                            given(resultType, "gives"),
                            resultWords,
                            meaning,
                            ofNothing,
                            atLeast,
                            given(readFrom, "readFrom"),
                            given(empty, "readFrom"),
                            kind,
                            given(read, "readFrom"),
                            sql));
        }

        private <T> T given(@Nullable T value, String fact) {
            if (value == null) {
                throw new IllegalStateException("aggregate function " + word + " does not say what it " + fact);
            }
            return value;
        }
    }
}
