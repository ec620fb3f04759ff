package io.millrace.lakehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What changes of a table's {@link TableGovernance}.
 *
 * @param owner who answers for it from now on; empty: nobody else
 * @param tags those that are added or get another value
 * @param personalData the columns that are marked as personal data
 * @param notPersonal the columns whose mark is taken away
 * @param granted what is granted
 * @param revoked what is taken back
 */
public record GovernanceChange(
        String owner,
        Map<String, String> tags,
        List<String> personalData,
        List<String> notPersonal,
        List<Grant> granted,
        List<Grant> revoked) {

    /** Copies the parts. */
    public GovernanceChange {
        tags = new TreeMap<>(tags);
        personalData = List.copyOf(personalData);
        notPersonal = List.copyOf(notPersonal);
        granted = List.copyOf(granted);
        revoked = List.copyOf(revoked);
    }

    /** Returns whether nothing changes. */
    public boolean isEmpty() {
        return texts().isEmpty();
    }

    /** Returns each change as a text for people. */
    public List<String> texts() {
        var texts = new ArrayList<>(factTexts());
        texts.addAll(grantTexts());
        return texts;
    }

    /** Returns what changes of owner, tags and personal data: {@code tag domain = shop}. */
    public List<String> factTexts() {
        var texts = new ArrayList<String>();
        if (!owner.isEmpty()) {
            texts.add("owner " + owner);
        }
        tags.forEach((tag, value) -> texts.add("tag " + tag + " = " + value));
        personalData.forEach(column -> texts.add("column " + column + " is personal data"));
        notPersonal.forEach(column -> texts.add("column " + column + " is no personal data"));
        return texts;
    }

    /** Returns what is granted and taken back: {@code grant SELECT to analysts}. */
    public List<String> grantTexts() {
        var texts = new ArrayList<String>();
        granted.forEach(grant -> texts.add("grant " + words(grant) + " to " + grant.principal()));
        revoked.forEach(grant -> texts.add("revoke " + words(grant) + " from " + grant.principal()));
        return texts;
    }

    private static String words(Grant grant) {
        return grant.privilege().name().replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    static Map<String, String> without(Map<String, String> all, Map<String, String> present) {
        var others = new TreeMap<>(all);
        others.entrySet().removeAll(present.entrySet());
        return others;
    }
}
