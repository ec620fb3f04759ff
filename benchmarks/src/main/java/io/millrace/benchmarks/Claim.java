package io.millrace.benchmarks;

/**
 * A claim: that the work takes at most {@code target} times what the other takes.
 *
 * @param id names it on the command line
 * @param area what it is about
 * @param work what Millrace does
 * @param against what it is measured against
 * @param unit of the two figures, such as {@code s} or {@code MB}
 * @param target the greatest ratio of work to the other that holds the claim
 * @param equality the rule by which both sides have the same result
 * @param method how it is measured, as sentences
 * @param bounds what bounds the figure, as a sentence
 */
public record Claim(
        String id,
        Area area,
        String work,
        String against,
        String unit,
        double target,
        String equality,
        String method,
        String bounds) {
    public Claim {
        if (!id.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("a claim's id is lower-case words with dashes, got '" + id + "'");
        }
        if (!(target > 0)) {
            throw new IllegalArgumentException("claim " + id + " has the target " + target + "; must be above 0");
        }
    }
}
