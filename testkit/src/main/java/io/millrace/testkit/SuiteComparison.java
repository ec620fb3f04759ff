package io.millrace.testkit;

import com.holdenkarau.spark.testing.DataFrameSuiteBaseLike;
import com.holdenkarau.spark.testing.JavaTestSuite;
import java.io.File;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;

/**
 * spark-testing-base's comparison of data frames in the shared session: a suite of it that no runner runs, so that it starts
 * neither a session nor a context.
 */
final class SuiteComparison implements DataFrameSuiteBaseLike, JavaTestSuite {
    static final SuiteComparison SUITE = new SuiteComparison();

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 10;

    private SuiteComparison() {}

    @Override
    public SparkSession spark() {
        return SharedSpark.session();
    }

    @Override
    public SparkContext sc() {
        return spark().sparkContext();
    }

    @Override
    public SQLContext sqlContext() {
        return spark().sqlContext();
    }

    @Override
    public int maxUnequalRowsToShow() {
        return SHOWN;
    }

    @Override
    public File tempDir() {
        return SharedSpark.root().toFile();
    }

    @Override
    public String icebergWarehouse() {
        return tempDir().getPath();
    }

    /** Scala's way to set what is constant here. */
    @Override
    public void com$holdenkarau$spark$testing$DataFrameSuiteBaseLike$_setter_$maxUnequalRowsToShow_$eq(int rows) {}

    @Override
    public void com$holdenkarau$spark$testing$DataFrameSuiteBaseLike$_setter_$icebergWarehouse_$eq(String folder) {}
}
