package io.millrace.pipelines;

import io.millrace.config.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of step: everything that is to be known of it, in one place. The plan, the checks before a run, the run and its ledger, the
 * project file and the command line read it from here.
 *
 * <p>Kinds are in the order in which data flows through them: ours as they stand below, those of one's own, which {@link StepKinds}
 * brings, each behind the kind that it names. Two kinds of one label are one kind.
 */
public final class StepKind implements Comparable<StepKind> {
    /** Copies file and provider sources into raw tables. */
    public static final StepKind INGEST = named("ingest", ProjectItems.SOURCES)
            .reads(IngestAction::reads)
            .tables(IngestAction::tables)
            .check(PlanCheck::source)
            .build(IngestAction::new);

    /** Materialises feature views into feature tables. */
    public static final StepKind FEATURES = named("features", ProjectItems.FEATURE_VIEWS)
            .reads(FeaturesAction::reads)
            .tables(FeaturesAction::tables)
            .check(PlanCheck::view)
            .build(FeaturesAction::new);

    /** Joins spines with their lookups into training tables, and audits them for leakage. */
    public static final StepKind TRAINING_SET = named("training-set", ProjectItems.TRAINING_SETS)
            .reads(TrainingSetAction::reads)
            .tables(TrainingSetAction::tables)
            .check(PlanCheck::trainingSet)
            .build(TrainingSetAction::new);

    /** Fits the models. */
    public static final StepKind TRAIN = named("train", ProjectItems.MODELS)
            .with(TRAINING_SET)
            .onClassicSession()
            .reads(ModelAction::reads)
            .makes((project, model) -> List.of("run in experiment " + project.name()))
            .check(PlanCheck::model)
            .build(TrainAction::new);

    /** Scores the held-out parts and draws the evaluation page. */
    public static final StepKind EVALUATE = named("evaluate", ProjectItems.MODELS)
            .reads(ModelAction::reads)
            .tables(EvaluateAction::tables)
            .makes((project, model) -> List.of("metrics and plots of the run"))
            .build(EvaluateAction::new);

    /** Writes the model folder and registers a model version. */
    public static final StepKind REGISTER = named("register", ProjectItems.MODELS)
            .reads((project, model) -> List.of("the run"))
            .makes((project, model) -> List.of("new version of model " + model))
            .build(RegisterAction::new);

    /** Judges the new version by its gates and moves the alias {@code champion}. */
    public static final StepKind PROMOTE = named("promote", ProjectItems.MODELS)
            .reads(PromoteAction::reads)
            .makes(PromoteAction::makes)
            .build(PromoteAction::new);

    /** Scores rows with the champion into the inference table. */
    public static final StepKind SCORE = named("score", ProjectItems.MODELS)
            .reads(ScoreAction::reads)
            .tables(ScoreAction::tables)
            .check(PlanCheck::score)
            .build(ScoreAction::new);

    /** Refreshes profile and drift metrics and the monitoring report. */
    public static final StepKind MONITOR = named("monitor", ProjectItems.MONITORS)
            .reads(MonitorAction::reads)
            .tables(MonitorAction::tables)
            .makes((project, monitor) -> List.of("report"))
            .check(PlanCheck::monitor)
            .build(MonitorAction::new);

    private static final List<StepKind> MAIN_LINE =
            List.of(INGEST, FEATURES, TRAINING_SET, TRAIN, EVALUATE, REGISTER, PROMOTE, SCORE, MONITOR);

    private final String label;
    private final Builder facts;
    private final Function<RunContext, StepAction> action;

    private StepKind(Builder facts, Function<RunContext, StepAction> action) {
        this.label = facts.label;
        this.facts = facts;
        this.action = action;
    }

    /**
     * Begins a kind of step.
     *
     * @param label small letters, digits and hyphens
     * @param items what it works on
     */
    public static Builder named(String label, ProjectItems items) {
        return new Builder(label, items);
    }

    /** Returns the kinds of the main line, in order. */
    public static List<StepKind> mainLine() {
        return MAIN_LINE;
    }

    /**
     * Returns all kinds in order: those of the main line, and those of {@link StepKinds} on the class path, each after the kind that it
     * comes after.
     *
     * @throws IllegalStateException if two have one label, or one comes after a kind that is not there
     */
    public static List<StepKind> all() {
        return Known.ALL;
    }

    /** Looked for once in each JVM, as all else that the class path brings. */
    private static final class Known {
        static final List<StepKind> ALL =
                withOwn(ServiceLoader.load(StepKinds.class, StepKind.class.getClassLoader()).stream()
                        .flatMap(source -> source.get().kinds().stream())
                        .toList());
    }

    static List<StepKind> withOwn(List<StepKind> own) {
        List<StepKind> all = new ArrayList<>(MAIN_LINE);
        Deque<StepKind> waiting = new ArrayDeque<>(own.stream()
                .sorted(Comparator.comparing(StepKind::label).reversed())
                .toList());
        for (int passed = 0; !waiting.isEmpty(); passed++) {
            StepKind kind = waiting.remove();
            StepKind before = kind.facts.after.orElse(MAIN_LINE.get(MAIN_LINE.size() - 1));
            if (all.contains(kind)) {
                throw new IllegalStateException("two steps are called " + kind
                        + ", ours and those that StepKinds on the class path bring together; give one another label");
            } else if (all.contains(before)) {
                all.add(all.indexOf(before) + 1, kind);
                passed = -1;
            } else if (passed > waiting.size()) {
                throw new IllegalStateException("the step " + kind + " comes after " + before
                        + ", which no StepKinds on the class path brings; add its jar, or take that of " + kind
                        + " away");
            } else {
                waiting.add(kind);
            }
        }
        return List.copyOf(all);
    }

    /** Returns the kind with that {@link #label()}, if there is one. */
    public static Optional<StepKind> find(String label) {
        return find(label, MAIN_LINE).or(() -> find(label, all()));
    }

    private static Optional<StepKind> find(String label, List<StepKind> kinds) {
        return kinds.stream().filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** Returns the kind that a ledger tells of. One that is on the class path no more can be told of, and not be done. */
    static StepKind recorded(String label) {
        return find(label).orElseGet(() -> named(label, ProjectItems.SOURCES).build(context -> {
            throw new IllegalStateException("the class path has no step " + label);
        }));
    }

    /** Returns all labels, separated by commas, for messages. */
    static String labels() {
        return all().stream().map(StepKind::label).collect(Collectors.joining(", "));
    }

    /** Returns the name used in project files and on the command line: {@code training-set}. */
    public String label() {
        return label;
    }

    /** Returns what it works on. */
    public ProjectItems items() {
        return facts.items;
    }

    /** Returns the names of all that it can work on in a project, in file order. */
    List<String> items(Project project) {
        return facts.items.names(project);
    }

    /** Returns the kinds that a pipeline with this step has too, said or not. */
    List<StepKind> with() {
        return facts.with;
    }

    /** Returns the tables, files and models that an item reads, for people. */
    List<String> reads(Project project, String item) {
        return facts.reads.apply(project, item);
    }

    /** Returns the tables that an item is written to, which must not be another project's or another item's. */
    List<TableName> tables(Project project, String item) {
        return facts.tables.apply(project, item);
    }

    /** Returns what else an item makes or changes, for people. */
    List<String> makes(Project project, String item) {
        return facts.makes.apply(project, item);
    }

    /** Returns whether it cannot run on a session of Spark Connect. */
    public boolean needsClassicSession() {
        return facts.classicSession;
    }

    /** Resolves what an item will make, before anything is written; problems are the check's. */
    void check(PlanCheck check, String item) {
        facts.check.accept(check, item);
    }

    /** Returns what does the work of one run. */
    StepAction open(RunContext context) {
        return action.apply(context);
    }

    /** By the order in which data flows. */
    @Override
    public int compareTo(StepKind other) {
        List<StepKind> all = all();
        return Integer.compare(all.indexOf(this), all.indexOf(other));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepKind kind && kind.label.equals(label);
    }

    @Override
    public int hashCode() {
        return label.hashCode();
    }

    @Override
    public String toString() {
        return label;
    }

    /** The facts of a kind, as they are gathered. */
    public static final class Builder {
        private final String label;
        private final ProjectItems items;
        private final List<StepKind> with = new ArrayList<>();
        private Optional<StepKind> after = Optional.empty();
        private BiFunction<Project, String, List<String>> reads = (project, item) -> List.of();
        private BiFunction<Project, String, List<TableName>> tables = (project, item) -> List.of();
        private BiFunction<Project, String, List<String>> makes = (project, item) -> List.of();
        private BiConsumer<PlanCheck, String> check = (plan, item) -> {};
        private boolean classicSession;

        private Builder(String label, ProjectItems items) {
            if (!label.matches("[a-z][a-z0-9-]*")) {
                throw new IllegalArgumentException(
                        "a step cannot be called '" + label + "'; use small letters, digits and hyphens");
            }
            this.label = label;
            this.items = items;
        }

        /** Puts the kind behind another, in its order; else it is the last. */
        public Builder after(StepKind kind) {
            after = Optional.of(kind);
            return this;
        }

        /** Adds a kind that a pipeline with this step has too, said or not. */
        public Builder with(StepKind kind) {
            with.add(kind);
            return this;
        }

        /** Sets what tells the tables, files and models that an item reads, for people. Needs no session. */
        public Builder reads(BiFunction<Project, String, List<String>> reading) {
            reads = reading;
            return this;
        }

        /** Sets what tells the tables that an item is written to, which no other item writes. Needs no session. */
        public Builder tables(BiFunction<Project, String, List<TableName>> written) {
            tables = written;
            return this;
        }

        /** Sets what tells whatever else an item makes or changes, for people. Needs no session. */
        public Builder makes(BiFunction<Project, String, List<String>> made) {
            makes = made;
            return this;
        }

        /** Keeps the step from a session of Spark Connect, with a message before any work. */
        public Builder onClassicSession() {
            classicSession = true;
            return this;
        }

        Builder check(BiConsumer<PlanCheck, String> checking) {
            check = checking;
            return this;
        }

        /** Returns the kind; {@code action} gives what does the work of one run. */
        public StepKind build(Function<RunContext, StepAction> action) {
            return new StepKind(this, Objects.requireNonNull(action));
        }
    }
}
