package io.millrace.notebooks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.models.ModelFolder;
import io.millrace.monitoring.Monitor;
import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Pages;
import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.PipelineRun;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.Rollback;
import io.millrace.pipelines.RunListener;
import io.millrace.pipelines.RunSelection;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.Workshop;
import io.millrace.registry.Inference;
import io.millrace.registry.ModelComparison;
import io.millrace.registry.ModelRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A project, opened over the session of a notebook: the same steps, ledger and write ids as the command line.
 *
 * <pre>{@code
 * var millrace = Millrace.open(spark, "payments.conf").define(view);
 * millrace.ingest();
 * millrace.materialize("customer_payments").show();
 * }</pre>
 *
 * <p>Only texts, numbers, lists, maps and data frames cross its border, so that Python can call it. Each call that does a
 * step takes the project's lock; an item is done anew whenever it is asked for. A value of this class does not change: {@link
 * #define(String)} gives a new one. The session is the caller's and is never stopped.
 *
 * <p>All methods throw {@link InvalidConfigException} for a name that the project does not have, {@link
 * io.millrace.config.DataException} for data that cannot be used or a step before that was not done, and {@link
 * io.millrace.config.BackendException} if a service or the disk fails.
 */
public final class Millrace {

    private final Workshop workshop;

    private Millrace(Workshop workshop) {
        this.workshop = workshop;
    }

    /** Opens a project file in the environment {@code local}, see {@link #open(SparkSession, String, String, Map)}. */
    public static Millrace open(SparkSession spark, String projectFile) {
        return open(spark, projectFile, "local", Map.of());
    }

    /**
     * Opens a project file. A session that lacks the environment's catalog gets it as a runtime setting.
     *
     * @param spark a session, started with Delta's extension; on one of Spark Connect, which gets our classes here, all but training
     *     works
     * @param projectFile path of the project file; relative to the driver's working directory
     * @param environment name of the environment
     * @param overrides values that win over every file, by key: {@code local.root}
     * @throws InvalidConfigException with every problem of the file; if the session lacks a setting that cannot be
     *     set while it runs
     */
    public static Millrace open(
            SparkSession spark, String projectFile, String environment, Map<String, String> overrides) {
        return over(spark, Project.load(Path.of(projectFile), environment, overrides));
    }

    /**
     * Opens a project given as HOCON, and so as JSON too; otherwise as {@link #open(SparkSession, String, String, Map)}.
     *
     * @param definitions what a project file would say
     */
    public static Millrace parse(
            SparkSession spark, String definitions, String environment, Map<String, String> overrides) {
        return over(spark, Project.parse(definitions, environment, overrides));
    }

    private static Millrace over(SparkSession spark, Project project) {
        return new Millrace(Workshop.over(project, Lakehouse.join(spark, project.environment())));
    }

    /**
     * Returns the project with definitions added, as if they stood at the end of the project file: keys that it has already
     * are set anew, the others stay. Nothing is run.
     *
     * @param definitions HOCON or JSON of the same shape as a project file: {@code models.churn.estimator.rounds = 300}
     * @throws InvalidConfigException with every problem, placed as {@code definitions:line}
     */
    public Millrace define(String definitions) {
        return new Millrace(Workshop.over(workshop.project().with(definitions), workshop.lakehouse()));
    }

    /** Returns the project with a feature view added, or replaced as a whole; its source must be defined. */
    public Millrace define(FeatureView view) {
        return define("feature-views", view.name(), view.toConfig());
    }

    /** Returns the project with a training set added, or replaced as a whole; its source and views must be defined. */
    public Millrace define(TrainingSet trainingSet) {
        return define("training-sets", trainingSet.name(), trainingSet.toConfig());
    }

    private Millrace define(String section, String name, Config definition) {
        String path = section + "." + name;
        String text = definition.root().render(ConfigRenderOptions.concise());
        // Without the null the definition would be merged with one of the same name.
        return define(path + " = null\n" + path + " = " + text);
    }

    /** Returns the checked definitions. */
    public Project project() {
        return workshop.project();
    }

    /** Returns a row for each feature view: {@code view, entity, timestamp, source, features, table, comment}. */
    public Dataset<Row> views() {
        return frames().views(workshop.project());
    }

    /** Returns what a run of the only pipeline would do, see {@link #plan(String)}. */
    public Dataset<Row> plan() {
        return plan(workshop.project().pipeline(Optional.empty()));
    }

    /** Returns what a run of a pipeline would do, in order: {@code step, item, reads, writes}. Opens no table. */
    public Dataset<Row> plan(String pipeline) {
        return plan(workshop.project().pipeline(Optional.of(pipeline)));
    }

    private Dataset<Row> plan(Pipeline pipeline) {
        return frames().plan(Plan.of(workshop.project(), pipeline));
    }

    /** Runs the only pipeline, see {@link #run(String)}. */
    public Dataset<Row> run() {
        return run(workshop.project().pipeline(Optional.empty()));
    }

    /**
     * Runs a pipeline as {@code millrace run} does: items that are complete and unchanged are skipped.
     *
     * @return what was made, or found made: {@code step, item, state, made, name, detail}
     * @throws io.millrace.config.DataException also if a gate or the leakage audit refuses
     */
    public Dataset<Row> run(String pipeline) {
        return run(workshop.project().pipeline(Optional.of(pipeline)));
    }

    private Dataset<Row> run(Pipeline pipeline) {
        return frames().made(execute(pipeline, RunSelection.all()));
    }

    /** Copies all file and provider sources into raw tables; returns what was made, as {@link #run(String)} does. */
    public Dataset<Row> ingest() {
        return frames().made(step(StepKind.INGEST, Optional.empty()));
    }

    /** Writes the feature tables of all views; returns what was made, as {@link #run(String)} does. */
    public Dataset<Row> materialize() {
        return frames().made(step(StepKind.FEATURES, Optional.empty()));
    }

    /** Writes the feature table of a view from the raw tables, and returns its rows. */
    public Dataset<Row> materialize(String view) {
        step(StepKind.FEATURES, Optional.of(view));
        return read(Layer.FEATURES, view);
    }

    /**
     * Builds a training set from the feature tables, audits it, and returns its rows: one for each row of the spine, NULL
     * features where nothing was known.
     *
     * @throws io.millrace.config.DataException also if the leakage audit finds something; names the features
     */
    public Dataset<Row> trainingSet(String name) {
        step(StepKind.TRAINING_SET, Optional.of(name));
        return read(Layer.TRAINING, name);
    }

    /**
     * Fits a model on its training set, evaluates it and registers it as a new version.
     *
     * @return the metrics of the new version by name; NaN where one is undefined
     */
    public Map<String, Double> train(String model) {
        for (StepKind kind : List.of(StepKind.TRAIN, StepKind.EVALUATE, StepKind.REGISTER)) {
            step(kind, Optional.of(model));
        }
        List<ModelComparison.Line> versions = comparison(model).lines();
        return versions.get(versions.size() - 1).metrics();
    }

    /**
     * Returns the versions of a model, oldest first: {@code version, aliases, created, run_id}, then a column for each
     * metric, NULL where a version lacks it.
     */
    public Dataset<Row> compare(String model) {
        return frames().comparison(comparison(model));
    }

    private ModelComparison comparison(String model) {
        workshop.project().requireModel(model);
        return ModelComparison.of(workshop.registry(), workshop.tracker(), model);
    }

    /**
     * Makes the version that was trained last under these definitions the champion, and returns its number; what was trained
     * under others since stays as it is.
     *
     * @throws io.millrace.config.DataException also if these definitions have trained none, or if a gate fails; says
     *     which and why
     */
    public long promote(String model) {
        step(StepKind.PROMOTE, Optional.of(model));
        return workshop.registry().champion(model).version();
    }

    /** Makes the champion before the present one the champion again, and returns its number. */
    public long rollback(String model) {
        return Rollback.of(workshop, model).version();
    }

    /**
     * Returns every row of {@code spine} once, with the features that the champion's stored spec looks up for it in the
     * feature tables as they are now, {@code prediction} and {@code prediction_probability}. Writes nothing.
     *
     * @param spine the training set's entity, timestamp and carried columns; no label
     */
    public Dataset<Row> score(String model, Dataset<Row> spine) {
        workshop.project().requireModel(model);
        ModelRegistry registry = workshop.registry();
        return Inference.score(
                workshop.lakehouse(), ModelFolder.load(registry.download(registry.champion(model))), spine);
    }

    /** Returns the page of the model evaluated last, as one self-contained HTML text. */
    public String evaluation(String model) {
        return Pages.evaluation(workshop, model);
    }

    /** Refreshes a monitor's metric tables and its report; returns what was made, as {@link #run(String)} does. */
    public Dataset<Row> refresh(String monitor) {
        return frames().made(step(StepKind.MONITOR, Optional.of(monitor)));
    }

    /** Returns the profile metrics of a monitor, all windows and versions. */
    public Dataset<Row> profile(String monitor) {
        return metrics(monitor, Monitor::profileTable);
    }

    /** Returns the drift metrics of a monitor, all windows and versions. */
    public Dataset<Row> drift(String monitor) {
        return metrics(monitor, Monitor::driftTable);
    }

    private Dataset<Row> metrics(String name, Function<Monitor, TableName> table) {
        Monitor monitor = workshop.project().monitor(name);
        return lakehouse()
                .tables()
                .read(table.apply(monitor))
                .filter(monitor.condition(workshop.project().name()));
    }

    /** Returns the report of a monitor's last refresh, as one self-contained HTML text. */
    public String report(String monitor) {
        return Pages.report(workshop, monitor);
    }

    /** Returns the result of a SQL statement over tables by their three-level names; one that changes something does so at once. */
    public Dataset<Row> sql(String statement) {
        return lakehouse().tables().query(statement);
    }

    /**
     * Returns a SQL script that gives a session the features as functions of time and the drift and quality as views, all
     * temporary: {@code spark-sql -i}. It needs no jar of ours.
     *
     * <p>For each view {@code <view>_as_of(t TIMESTAMP)}, one row for each key with the features as they were known at {@code
     * t}, and {@code <view>_latest}; for each monitor {@code <monitor>_drift} and {@code <monitor>_quality}, of its newest
     * version. Tables that do not exist yet are left out, with a comment.
     */
    public String sqlScript() {
        return script(SqlScript.Kind.TEMPORARY);
    }

    /**
     * Returns the script of {@link #sqlScript()} with persistent views and functions, under three-level names beside their
     * tables, for catalogs that keep them, as Databricks' does.
     */
    public String persistentSqlScript() {
        return script(SqlScript.Kind.PERSISTENT);
    }

    private String script(SqlScript.Kind kind) {
        return SqlScript.of(workshop.project(), lakehouse().tables()::exists, kind);
    }

    /** One step in the first pipeline that has it, of one item or of all. */
    private List<LedgerEntry> step(StepKind kind, Optional<String> item) {
        return execute(workshop.project().pipelineWith(kind), RunSelection.only(kind, item));
    }

    private List<LedgerEntry> execute(Pipeline pipeline, RunSelection selection) {
        return new PipelineRun(workshop, pipeline, selection, RunListener.SILENT, Clock.systemUTC()).execute();
    }

    private Dataset<Row> read(Layer layer, String name) {
        return lakehouse().tables().read(lakehouse().table(layer, name));
    }

    private Lakehouse lakehouse() {
        return workshop.lakehouse();
    }

    private AnswerFrames frames() {
        return new AnswerFrames(lakehouse().spark());
    }
}
