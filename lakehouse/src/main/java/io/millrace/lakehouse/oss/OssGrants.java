package io.millrace.lakehouse.oss;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Grant;
import io.millrace.unitycatalog.Securable;
import io.millrace.unitycatalog.UnityServer;
import io.millrace.unitycatalog.UnityTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The grants on tables of a server that enforces them. */
final class OssGrants {
    private static final List<Grant.Privilege> PRIVILEGES = List.of(Grant.Privilege.SELECT, Grant.Privilege.MODIFY);

    private final UnityServer server;

    OssGrants(UnityServer server) {
        this.server = server;
    }

    /** Returns the grants on a table that is there, in order of principal and privilege. */
    List<Grant> on(TableName table) {
        var grants = new ArrayList<Grant>();
        server.permissions().on(securable(table)).forEach((principal, held) -> PRIVILEGES.stream()
                .filter(privilege -> held.contains(privilege.name()))
                .forEach(privilege -> grants.add(new Grant(principal, privilege))));
        return grants;
    }

    /** Gives it; returns whether the server has it then. */
    boolean give(TableName table, Grant grant) {
        Set<String> held =
                server.permissions().change(securable(table), grant.principal(), privileges(grant), List.of());
        return held.containsAll(privileges(grant));
    }

    void take(TableName table, Grant grant) {
        server.permissions().change(securable(table), grant.principal(), List.of(), privileges(grant));
    }

    /** The server has no word for all privileges at once. */
    private static List<String> privileges(Grant grant) {
        return grant.privilege() == Grant.Privilege.ALL_PRIVILEGES
                ? PRIVILEGES.stream().map(Enum::name).toList()
                : List.of(grant.privilege().name());
    }

    private static Securable securable(TableName table) {
        TableName plain = UnityTables.plain(table);
        return new Securable(Securable.Type.TABLE, plain.dotted());
    }
}
