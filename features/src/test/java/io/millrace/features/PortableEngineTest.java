package io.millrace.features;

import io.millrace.contracts.NaiveFunction;
import io.millrace.contracts.PointInTimeContract;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.features.internal.PortableEngine;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The portable engine keeps the contract, to the last bit. */
final class PortableEngineTest extends PointInTimeContract {

    @Override
    protected Map<String, NaiveFunction> functions() {
        return RangeFunction.NAIVE;
    }

    @Override
    protected Dataset<Row> join(
            List<FeatureView> views,
            String spineTimestamp,
            List<FeatureLookup> lookups,
            Dataset<Row> spine,
            Map<String, Dataset<Row>> sourceRows) {
        return PointInTimeJoin.of(views, spineTimestamp, lookups, new PortableEngine())
                .joinWithDiagnostics(spine, sourceRows)
                .rows();
    }
}
