package io.millrace.training;

import io.millrace.config.BackendException;
import io.millrace.models.FittedPreparation;
import io.millrace.models.LinearLearner;
import io.millrace.models.Tree;
import io.millrace.models.TreeLearner;
import io.millrace.registry.MetricPoint;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains with Spark MLlib on dense vectors, and makes what comes out a learner of ours. */
final class MllibFit {
    private static final Logger LOG = LoggerFactory.getLogger(MllibFit.class);
    private static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("features", SQLDataTypes.VectorType(), false);

    private final TrainingProgress progress;
    private final boolean saves;

    private MllibFit(TrainingProgress progress, boolean saves) {
        this.progress = progress;
        this.saves = saves;
    }

    static MllibFit of(TrainingProgress progress) {
        return new MllibFit(progress, false);
    }

    /** Returns this with native files: the model as a pipeline that Spark saves. */
    MllibFit saving() {
        return new MllibFit(progress, true);
    }

    private Map<String, byte[]> files(
            Dataset<Row> split, FittedPreparation preparation, ProbabilisticClassificationModel<Vector, ?> model) {
        return saves ? SparkPipeline.save(split, preparation, model) : Map.of();
    }

    FittedLearner fit(
            LogisticRegressionEstimator estimator, Dataset<Row> split, String label, FittedPreparation preparation) {
        Dataset<Row> vectors = vectors(split, label, preparation, estimator.partitions());
        try {
            progress.at("training logistic-regression", 0, estimator.maxIterations());
            LogisticRegressionModel model = trainer(estimator).fit(vectors);
            double[] history = model.summary().objectiveHistory();
            if (model.summary().totalIterations() >= estimator.maxIterations()) {
                LOG.warn(
                        "Logistic regression stopped after {} iterations before it converged; raise max-iterations",
                        estimator.maxIterations());
            }
            double[] coefficients = model.coefficients().toArray();
            double[] weights = Arrays.stream(coefficients).map(Math::abs).toArray();
            double[] deviations = deviations(vectors, preparation.width());
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= deviations[i];
            }
            return new FittedLearner(
                    new LinearLearner(coefficients, model.intercept()),
                    files(split, preparation, model),
                    split.sparkSession().version(),
                    curve("train_objective", history),
                    weights);
        } finally {
            vectors.unpersist();
        }
    }

    static LogisticRegression trainer(LogisticRegressionEstimator estimator) {
        return new LogisticRegression()
                .setMaxIter(estimator.maxIterations())
                .setRegParam(estimator.regularization())
                .setElasticNetParam(estimator.elasticNet())
                .setTol(estimator.tolerance())
                .setFamily("binomial");
    }

    FittedLearner fit(
            RandomForestEstimator estimator, Dataset<Row> split, String label, FittedPreparation preparation) {
        Dataset<Row> vectors = vectors(split, label, preparation, estimator.partitions());
        try {
            progress.at("training random-forest", 0, estimator.trees());
            RandomForestClassificationModel model = trainer(estimator).fit(vectors);
            return new FittedLearner(
                    learner(model),
                    files(split, preparation, model),
                    split.sparkSession().version(),
                    List.of(),
                    model.featureImportances().toArray());
        } finally {
            vectors.unpersist();
        }
    }

    static RandomForestClassifier trainer(RandomForestEstimator estimator) {
        return new RandomForestClassifier()
                .setNumTrees(estimator.trees())
                .setMaxDepth(estimator.maxDepth())
                .setMinInstancesPerNode(estimator.minRowsPerNode())
                .setMaxBins(estimator.maxBins())
                .setSubsamplingRate(estimator.subsample())
                .setFeatureSubsetStrategy(estimator.features().name().toLowerCase(Locale.ROOT))
                .setSeed(estimator.seed());
    }

    /** Returns the train rows as dense vectors, kept in memory or on disk for MLlib's many passes. */
    static Dataset<Row> vectors(Dataset<Row> split, String label, FittedPreparation preparation, int partitions) {
        int width = preparation.width();
        return LearnerRows.of(split, label, preparation, List.of(Part.TRAIN), LearnerRows.Precision.DOUBLE, partitions)
                .map((MapFunction<Row, Row>) row -> dense(row, width), Encoders.row(SCHEMA))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static Row dense(Row row, int width) {
        ByteBuffer bytes = LearnerRows.buffer(row.getAs(2));
        double[] vector = new double[width];
        bytes.asDoubleBuffer().get(vector);
        return RowFactory.create(row.getDouble(1), Vectors.dense(vector));
    }

    /** Standard deviations on the train rows: what makes coefficients comparable. Only shown, never scored with. */
    private static double[] deviations(Dataset<Row> vectors, int width) {
        Row row = vectors.select(org.apache.spark.ml.stat.Summarizer.std(vectors.col("features")))
                .first();
        double[] deviations = ((Vector) row.get(0)).toArray();
        if (deviations.length != width) {
            throw new IllegalStateException("Got " + deviations.length + " deviations of " + width + " columns");
        }
        return deviations;
    }

    private static List<MetricPoint> curve(String name, double[] values) {
        Instant now = Instant.now();
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new MetricPoint(name, values[i], i, now));
        }
        return points;
    }

    static TreeLearner learner(RandomForestClassificationModel model) {
        List<Tree> trees = new ArrayList<>();
        for (DecisionTreeClassificationModel tree : model.trees()) {
            trees.add(tree(tree.rootNode()));
        }
        return TreeLearner.forest(trees);
    }

    private static Tree tree(Node root) {
        List<double[]> nodes = new ArrayList<>();
        add(root, nodes);
        int count = nodes.size();
        int[] features = new int[count];
        double[] values = new double[count];
        int[] left = new int[count];
        int[] right = new int[count];
        for (int i = 0; i < count; i++) {
            features[i] = (int) nodes.get(i)[0];
            values[i] = nodes.get(i)[1];
            left[i] = (int) nodes.get(i)[2];
            right[i] = (int) nodes.get(i)[3];
        }
        return new Tree(features, values, left, right, new boolean[count]);
    }

    /** Adds a node and all below it, parents first; returns its place. */
    private static int add(Node node, List<double[]> nodes) {
        int at = nodes.size();
        if (!(node instanceof InternalNode inner)) {
            double[] counts = node.impurityStats().stats();
            nodes.add(new double[] {-1, counts[1] / (counts[0] + counts[1]), 0, 0});
            return at;
        }
        if (!(inner.split() instanceof ContinuousSplit split)) {
            throw BackendException.permanent("MLlib gave a split of kind "
                    + inner.split().getClass().getSimpleName() + "; expected thresholds only");
        }
        double[] fields = {split.featureIndex(), split.threshold(), 0, 0};
        nodes.add(fields);
        fields[2] = add(inner.leftChild(), nodes);
        fields[3] = add(inner.rightChild(), nodes);
        return at;
    }
}
