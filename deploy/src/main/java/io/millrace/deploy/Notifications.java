package io.millrace.deploy;

import java.util.List;

/**
 * Who hears of runs.
 *
 * @param onFailure mail addresses that hear of runs that failed
 * @param onLate mail addresses that hear of runs that take longer than they should
 * @param webhooks ids of the workspace's notification destinations that hear of both
 */
public record Notifications(List<String> onFailure, List<String> onLate, List<String> webhooks) {
    /** Copies the lists. */
    public Notifications {
        onFailure = List.copyOf(onFailure);
        onLate = List.copyOf(onLate);
        webhooks = List.copyOf(webhooks);
    }
}
