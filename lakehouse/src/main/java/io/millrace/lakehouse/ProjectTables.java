package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.Optional;

/** Whose table it is. */
final class ProjectTables {
    private ProjectTables() {}

    /**
     * Passes if the table is the project's, or nobody's.
     *
     * @param found the project that the table names
     * @throws DataException if it names another
     */
    static void require(String project, TableName table, Optional<String> found) {
        if (found.isPresent() && !found.get().equals(project)) {
            throw new DataException("the table " + table + " belongs to the project " + found.get()
                    + ", and this is the project " + project + "; nothing was written to it. Give " + project
                    + " other names or a root of its own (local.root), or hand the table over: millrace sql \"ALTER TABLE "
                    + table + " SET TBLPROPERTIES (" + DeltaSql.literal(TableFacts.PROJECT) + " = "
                    + DeltaSql.literal(project) + ")\"");
        }
    }
}
