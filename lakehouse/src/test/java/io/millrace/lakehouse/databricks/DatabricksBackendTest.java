package io.millrace.lakehouse.databricks;

import io.millrace.lakehouse.BackendContract;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.testkit.Classic;
import io.millrace.testkit.SharedSpark;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;

/** Beside a workspace that is played; the SQL of its session is played by Spark. */
@Classic("gives its session a catalog that sessions made from it do not know")
class DatabricksBackendTest extends BackendContract {
    private static final String CATALOG = "played";
    private static final SparkSession SESSION =
            SharedSpark.session(CATALOG, SharedSpark.root().resolve(CATALOG));
    private static final PlayedWorkspace PLAYED = PlayedWorkspace.start(CATALOG, SESSION);
    private static final Lakehouse LAKEHOUSE = Lakehouse.join(SESSION, PLAYED.environment());

    @Override
    protected Lakehouse lakehouse() {
        return LAKEHOUSE;
    }

    /** Unity Catalog takes no space, slash, full stop or control character. */
    @Override
    protected List<String> oddNames() {
        return List.of("odd-name", "select", "a_b", "9", "--");
    }

    /** Each is some commits. */
    @Override
    protected int turnsOfLeases() {
        return 1;
    }

    @AfterEach
    void onlyWhatIsDocumentedWasAsked() {
        PLAYED.workspace().requireNoComplaint();
    }
}
