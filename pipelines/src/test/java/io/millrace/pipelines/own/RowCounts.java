package io.millrace.pipelines.own;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Write;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.ProjectItems;
import io.millrace.pipelines.RunContext;
import io.millrace.pipelines.StepAction;
import io.millrace.pipelines.StepKind;
import io.millrace.pipelines.StepKinds;
import io.millrace.pipelines.StepResult;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A step as a user may write one: how many rows each feature table holds, in a table beside it. */
public final class RowCounts implements StepKinds {
    static final StepKind ROW_COUNT = StepKind.named("row-count", ProjectItems.FEATURE_VIEWS)
            .after(StepKind.FEATURES)
            .reads((project, view) -> List.of(features(project, view).toString()))
            .tables((project, view) -> List.of(counts(project, view)))
            .build(Action::new);

    @Override
    public List<StepKind> kinds() {
        return List.of(ROW_COUNT);
    }

    private static TableName features(Project project, String view) {
        return project.environment().table(Layer.FEATURES, view);
    }

    private static TableName counts(Project project, String view) {
        return project.environment().table(Layer.MONITORING, view + "_row_count");
    }

    private record Action(RunContext context) implements StepAction {
        @Override
        public Map<String, String> inputs(String view) {
            return Map.of("features", state(view).toString());
        }

        @Override
        public List<String> configuration(String view) {
            return List.of();
        }

        @Override
        public StepResult run(String view, Write write) {
            Dataset<Row> rows = context.lakehouse()
                    .tables()
                    .read(state(view).version())
                    .groupBy()
                    .count();
            TableSpec counts = TableSpec.builder(counts(context.project(), view), rows.schema())
                    .build();
            return StepResult.table(
                    "row count", context.lakehouse().governed(counts).replace(rows, write));
        }

        private TableState state(String view) {
            return context.state(features(context.project(), view), "run the step features first");
        }
    }
}
