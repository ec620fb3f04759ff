package io.millrace.lakehouse.databricks;

import io.millrace.lakehouse.BackendContract;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.testkit.SharedSpark;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Beside a workspace that is played; the SQL of its session is played by Spark. */
class DatabricksBackendTest extends BackendContract {
    private static final PlayedWorkspace PLAYED = PlayedWorkspace.start();
    private static final Lakehouse LAKEHOUSE = Lakehouse.join(SharedSpark.newSession(), PLAYED.environment());

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
