package io.millrace.features;

import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Lakehouse;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The lookup that is stored with a model: it gives rows that are scored the features that training gave. */
public final class SpecLookup {
    private final FeatureSpec spec;

    private SpecLookup(FeatureSpec spec) {
        this.spec = spec;
    }

    /** Returns the lookup of a spec. */
    public static SpecLookup of(FeatureSpec spec) {
        return new SpecLookup(spec);
    }

    /**
     * Returns every row of {@code spine}, once, with all its columns and the features that the model takes, just as
     * training made them: looked-up features by the contract on time, then functions.
     *
     * <p>The label and its time need not be there. Shuffles as {@link PointInTimeJoin} does; starts no Spark job.
     *
     * @param tables for each view the prepared rows of its feature table, see {@link FeatureTable#rows}
     * @throws io.millrace.config.DataException if a column of the spine is missing, or a key's type does not fit; names all of
     *     them
     */
    public Dataset<Row> features(Dataset<Row> spine, Map<String, Dataset<Row>> tables) {
        return FeatureJoin.of(spec.views(), spec.definition()).features(spine, tables);
    }

    /**
     * Passes if each feature table holds what the spec's views define, as far as its lookups read them. Reads facts of the
     * tables, no rows.
     *
     * @param asker who relies on it, for the message: {@code the model risk}
     * @throws io.millrace.config.DataException as {@link FeatureTable#requireDefinition}
     */
    public void requireTables(Lakehouse lakehouse, String asker) {
        for (FeatureView view : spec.views()) {
            FeatureTable.of(lakehouse, view).requireDefinition(spec.lookedUp(view), asker);
        }
    }
}
