package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.Suggestions;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableGovernance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a project's tables to what its {@link Governance} declares, and tells beforehand what would change. */
public final class GovernedTables {
    private static final Logger LOG = LoggerFactory.getLogger(GovernedTables.class);

    private static final int ATTEMPTS = 4;

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
            GovernanceChange change = now.to(project.governance().of(project, table));
            change.factTexts().forEach(text -> lines.add(new Line(table, text, false)));
            change.grantTexts().forEach(text -> lines.add(new Line(table, text, enforced)));
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
                apply(project, lakehouse, table);
            }
        }
    }

    /** Processes that share a run come here at once: who loses looks again, and finds it done. */
    private static void apply(Project project, Lakehouse lakehouse, TableName table) {
        TableGovernance declared = project.governance().of(project, table);
        requireColumns(lakehouse, table, declared);
        for (int attempt = 1; ; attempt++) {
            GovernanceChange change = lakehouse.catalog().governance(table).to(declared);
            if (change.isEmpty()) {
                return;
            }
            try {
                lakehouse.catalog().govern(table, change);
                LOG.info("{}: {}", table, String.join("; ", change.texts()));
                return;
            } catch (BackendException e) {
                if (!e.retryable() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** A misspelt column would protect nothing. */
    private static void requireColumns(Lakehouse lakehouse, TableName table, TableGovernance declared) {
        if (declared.personalData().isEmpty()) {
            return;
        }
        Set<String> present = new LinkedHashSet<>();
        for (String column : lakehouse.tables().read(table).columns()) {
            present.add(column.toLowerCase(Locale.ROOT));
        }
        for (String column : declared.personalData()) {
            if (!present.contains(column.toLowerCase(Locale.ROOT))) {
                throw new DataException("governance.personal-data." + table.name() + ": names " + column + ", which "
                        + table + " does not have; " + Suggestions.of(column, present));
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
