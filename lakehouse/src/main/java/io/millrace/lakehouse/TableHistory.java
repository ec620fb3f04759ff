package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The commits of a table, newest first. Reads as few of them as answer the question. */
final class TableHistory {
    private static final int FIRST_STEP = 4;
    private static final int SECOND_STEP = 200;

    private final TableLog log;

    TableHistory(TableLog log) {
        this.log = log;
    }

    TableCommit latest(TableName table) {
        return log.commits(table, 1).get(0);
    }

    /**
     * Returns the commit that the table's rows come from: the newest that changed rows, or the one that a restore went back
     * to.
     */
    TableCommit content(TableName table) {
        for (int limit : new int[] {1, FIRST_STEP, SECOND_STEP, Integer.MAX_VALUE}) {
            List<TableCommit> commits = log.commits(table, limit);
            Optional<TableCommit> found = content(commits);
            if (found.isPresent()) {
                return found.get();
            }
            if (commits.size() < limit) {
                return commits.get(commits.size() - 1); // what is older was cleaned away
            }
        }
        throw new IllegalStateException(table + " has no commit");
    }

    private static Optional<TableCommit> content(List<TableCommit> commits) {
        long newest = Long.MAX_VALUE;
        for (TableCommit commit : commits) {
            if (commit.version() > newest || !commit.changesRows()) {
                continue;
            }
            if (commit.restored().isEmpty()) {
                return Optional.of(commit);
            }
            newest = commit.restored().get();
        }
        return Optional.empty();
    }

    /** Returns the newest commit at or before a version that this library made; empty if there is none, or no more. */
    Optional<TableCommit> marked(TableName table, long version) {
        return first(
                table, commit -> commit.version() <= version && commit.mark().isPresent());
    }

    /**
     * Returns the newest commit of an application, which is also that of its greatest number. A commit just made is among
     * the newest few; one of an earlier run may be far down.
     */
    Optional<TableCommit> latest(TableName table, String application) {
        return first(table, commit -> commit.mark()
                .filter(mark -> mark.id().application().equals(application))
                .isPresent());
    }

    private Optional<TableCommit> first(TableName table, Predicate<TableCommit> wanted) {
        for (int limit : new int[] {FIRST_STEP, SECOND_STEP, Integer.MAX_VALUE}) {
            List<TableCommit> commits = log.commits(table, limit);
            Optional<TableCommit> found = commits.stream().filter(wanted).findFirst();
            if (found.isPresent() || commits.size() < limit) {
                return found;
            }
        }
        return Optional.empty();
    }
}
