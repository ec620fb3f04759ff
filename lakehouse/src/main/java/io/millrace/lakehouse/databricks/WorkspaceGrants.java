package io.millrace.lakehouse.databricks;

import com.databricks.sdk.service.catalog.GetGrantRequest;
import com.databricks.sdk.service.catalog.GetPermissionsResponse;
import com.databricks.sdk.service.catalog.PermissionsChange;
import com.databricks.sdk.service.catalog.PrivilegeAssignment;
import com.databricks.sdk.service.catalog.UpdatePermissions;
import com.databricks.sdk.service.catalog.UpdateTableRequest;
import io.millrace.config.TableName;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.lakehouse.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may do what with tables of Unity Catalog, and who owns them. */
final class WorkspaceGrants {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceGrants.class);
    private static final String TABLE = "table";
    private static final List<Grant.Privilege> KNOWN = List.of(Grant.Privilege.values());

    private final LazyWorkspace workspace;

    WorkspaceGrants(LazyWorkspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Makes someone the owner of a table, which the account may manage, read and change still. One who is no principal of the workspace is
     * left recorded, and said to be.
     */
    void own(TableName table, String owner) {
        Workspace open = workspace.get();
        Optional<String> account = open.user().filter(name -> !name.equals(owner));
        List<com.databricks.sdk.service.catalog.Privilege> kept =
                account.map(name -> missing(table, name)).orElse(List.of());
        account.filter(name -> !kept.isEmpty())
                .ifPresent(name ->
                        change(table, new PermissionsChange().setPrincipal(name).setAdd(kept)));
        boolean known = open.find("owner " + owner + " of " + table, Privilege.own(table), () -> {
                    open.client()
                            .tables()
                            .update(new UpdateTableRequest()
                                    .setFullName(Workspace.inPath(table.dotted()))
                                    .setOwner(owner));
                    return true;
                })
                .isPresent();
        if (!known) {
            account.filter(name -> !kept.isEmpty())
                    .ifPresent(name -> change(
                            table, new PermissionsChange().setPrincipal(name).setRemove(kept)));
            LOG.warn(
                    "the owner {} of {} is recorded and not enforced, since the workspace has no such user, group or service"
                            + " principal",
                    owner,
                    table);
        }
    }

    /** Returns what an account that is no owner needs to go on writing a table, and has not been granted. */
    private List<com.databricks.sdk.service.catalog.Privilege> missing(TableName table, String account) {
        Set<com.databricks.sdk.service.catalog.Privilege> held = assignments(table).stream()
                .filter(assignment -> account.equals(assignment.getPrincipal()))
                .flatMap(assignment -> stream(assignment.getPrivileges()))
                .collect(Collectors.toSet());
        return Stream.of(
                        com.databricks.sdk.service.catalog.Privilege.MANAGE,
                        com.databricks.sdk.service.catalog.Privilege.SELECT,
                        com.databricks.sdk.service.catalog.Privilege.MODIFY)
                .filter(word -> !held.contains(word))
                .toList();
    }

    /** Returns the grants on a table that is there, in order of principal and privilege. */
    List<Grant> on(TableName table) {
        return assignments(table).stream()
                .flatMap(assignment -> known(assignment).stream())
                .sorted(Comparator.comparing(Grant::principal).thenComparing(Grant::privilege))
                .toList();
    }

    private List<PrivilegeAssignment> assignments(TableName table) {
        Workspace open = workspace.get();
        return open.call("grants on " + table, Privilege.NONE, () -> {
            List<PrivilegeAssignment> assignments = new ArrayList<>();
            GetGrantRequest request = new GetGrantRequest()
                    .setSecurableType(TABLE)
                    .setFullName(Workspace.inPath(table.dotted()))
                    .setMaxResults(0L);
            do {
                GetPermissionsResponse page = open.client().grants().get(request);
                stream(page.getPrivilegeAssignments()).forEach(assignments::add);
                request.setPageToken(page.getNextPageToken());
            } while (request.getPageToken() != null && !request.getPageToken().isEmpty());
            return assignments;
        });
    }

    private static List<Grant> known(PrivilegeAssignment assignment) {
        Set<String> held = stream(assignment.getPrivileges()).map(Enum::name).collect(Collectors.toSet());
        return KNOWN.stream()
                .filter(privilege -> held.contains(privilege.name()))
                .map(privilege -> new Grant(assignment.getPrincipal(), privilege))
                .toList();
    }

    /** Gives it. */
    void give(TableName table, Grant grant) {
        change(table, new PermissionsChange().setPrincipal(grant.principal()).setAdd(List.of(word(grant))));
    }

    /** Takes it back. */
    void take(TableName table, Grant grant) {
        change(table, new PermissionsChange().setPrincipal(grant.principal()).setRemove(List.of(word(grant))));
    }

    private void change(TableName table, PermissionsChange change) {
        Workspace open = workspace.get();
        open.run("grants on " + table, Privilege.own(table), () -> open.client()
                .grants()
                .update(new UpdatePermissions()
                        .setSecurableType(TABLE)
                        .setFullName(Workspace.inPath(table.dotted()))
                        .setChanges(List.of(change))));
    }

    private static com.databricks.sdk.service.catalog.Privilege word(Grant grant) {
        return com.databricks.sdk.service.catalog.Privilege.valueOf(
                grant.privilege().name());
    }

    /** What an answer of the SDK holds, which leaves empty lists out. */
    static <T> Stream<T> stream(@Nullable Collection<T> values) {
        return values == null ? Stream.empty() : values.stream();
    }
}
