package io.millrace.benchmarks;

import java.util.List;

/**
 * What came out for one claim.
 *
 * @param pairs the two figures of each run, in the order of the runs; at least one
 * @param equal whether both sides had the same result by the claim's rule
 * @param peakMegabytes the greatest resident memory of a process on Millrace's side; 0 where the system does not tell
 * @param notes what else was seen, one sentence each
 */
public record Measurement(List<Pair> pairs, boolean equal, double peakMegabytes, List<String> notes) {
    public Measurement {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("a measurement needs at least one run");
        }
        pairs = List.copyOf(pairs);
        notes = List.copyOf(notes);
    }

    /** The two figures of one run, in the claim's unit. */
    public record Pair(double work, double against) {
        double ratio() {
            return work / against;
        }
    }

    /** Returns the least ratio of the runs. */
    public double min() {
        return ordered()[0];
    }

    /** Returns the median of the runs' ratios; of an even number, the mean of the middle two. */
    public double median() {
        double[] ratios = ordered();
        int middle = ratios.length / 2;
        return ratios.length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
    }

    /** Returns the greatest ratio of the runs. */
    public double max() {
        return ordered()[pairs.size() - 1];
    }

    private double[] ordered() {
        return pairs.stream().mapToDouble(Pair::ratio).sorted().toArray();
    }
}
