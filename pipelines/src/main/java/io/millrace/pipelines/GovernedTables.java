package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableGovernance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a project's tables to what its {@link Governance} declares, and tells beforehand what would change. */
public final class GovernedTables {
    private static final Logger LOG = LoggerFactory.getLogger(GovernedTables.class);

    private GovernedTables() {}

    /**
     * A change of one table.
     *
     * @param table the table
     * @param change in words
     * @param enforced whether the backend enforces it, or keeps a record of it
     */
    public record Line(TableName table, String change, boolean enforced) {}

    /**
     * Returns what a run of the selected steps would change of its tables' governance. Starts no session; a table that only a session can
     * look into is taken for one that is not there.
     *
     * @throws io.millrace.config.BackendException if a catalog's server does not answer
     */
    public static List<Line> plan(Project project, Pipeline pipeline, RunSelection selection) {
        List<Line> lines = new ArrayList<>();
        if (!project.isGoverned()) {
            return lines;
        }
        Backend backend = Backend.of(project.environment());
        boolean enforced = backend.capabilities().contains(Backend.Capability.ENFORCED_GRANTS);
        for (TableName table : tables(project, selection.steps(pipeline))) {
            TableGovernance now = backend.governance(table).orElse(TableGovernance.NONE);
            for (String text : now.to(project.governance().of(table)).texts()) {
                boolean isGrant = text.startsWith("grant ") || text.startsWith("revoke ");
                lines.add(new Line(table, text, enforced && isGrant));
            }
        }
        return lines;
    }

    /** Makes what differs in the tables of a step that are there, and nothing else; does nothing if the project declares nothing. */
    static void apply(Project project, Lakehouse lakehouse, Step step) {
        if (!project.isGoverned()) {
            return;
        }
        for (TableName table : tables(project, List.of(step))) {
            if (lakehouse.tables().exists(table)) {
                GovernanceChange change = lakehouse
                        .catalog()
                        .governance(table)
                        .to(project.governance().of(table));
                if (!change.isEmpty()) {
                    lakehouse.catalog().govern(table, change);
                    LOG.info("{}: {}", table, String.join("; ", change.texts()));
                }
            }
        }
    }

    private static Set<TableName> tables(Project project, List<Step> steps) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (Step step : steps) {
            List<String> items = step.only().isEmpty() ? step.kind().items(project) : step.only();
            items.forEach(item -> tables.addAll(step.kind().tables(project, item)));
        }
        return tables;
    }
}
