package io.millrace.lakehouse;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who answers for a table, what it is tagged with, which of its columns are personal data, and who may do what with it.
 *
 * @param owner may be empty
 * @param tags the table's free tags
 * @param personalData the columns that hold personal data
 * @param grants what its catalog grants, in order of principal and privilege
 * @param given those of the grants that this library gave, which it may take back
 */
public record TableGovernance(
        String owner, Map<String, String> tags, Set<String> personalData, List<Grant> grants, List<Grant> given) {

    /** The governance of a table that is not there. */
    public static final TableGovernance NONE = new TableGovernance("", Map.of(), Set.of(), List.of(), List.of());

    /** Returns the governance that a table's properties record. */
    public static TableGovernance of(Map<String, String> properties) {
        return TableFacts.governance(properties);
    }

    /** Copies the parts. */
    public TableGovernance {
        tags = Map.copyOf(tags);
        personalData = Set.copyOf(personalData);
        grants = List.copyOf(grants);
        given = List.copyOf(given);
    }

    /** Returns the same with other grants. */
    public TableGovernance withGrants(List<Grant> held) {
        return new TableGovernance(owner, tags, personalData, held, given);
    }

    /**
     * Returns what must change for the declared to hold. An owner that is not declared stays, other tags stay, and so do grants that
     * this library did not give.
     *
     * @param declared its grants are those that are wanted; what it says to be given is not looked at
     */
    public GovernanceChange to(TableGovernance declared) {
        return new GovernanceChange(
                declared.owner().equals(owner) ? "" : declared.owner(),
                GovernanceChange.without(declared.tags(), tags),
                declared.personalData().stream()
                        .filter(column -> !personalData.contains(column))
                        .sorted()
                        .toList(),
                personalData.stream()
                        .filter(column -> !declared.personalData().contains(column))
                        .sorted()
                        .toList(),
                declared.grants().stream()
                        .filter(grant -> !grants.contains(grant) || !given.contains(grant))
                        .toList(),
                given.stream()
                        .filter(grant -> !declared.grants().contains(grant))
                        .toList());
    }
}
