package io.millrace.metrics;

import java.util.SplittableRandom;

/** Draws how many of the marked things are among those taken without putting back. */
final class Hypergeometric {
    private static final long FEW = 40;
    private static final double WIDE = 25;

    private Hypergeometric() {}

    /**
     * Returns a draw: {@code taken} of {@code all} things, of which {@code marked} are marked. By inversion, from 0 or from
     * the most likely count; beyond a standard deviation of 25 from the normal distribution, rounded.
     */
    static long draw(long all, long marked, long taken, SplittableRandom random) {
        if (taken == all || marked == 0) {
            return marked;
        }
        if (marked == all || taken == 0) {
            return taken;
        }
        double share = (double) marked / all;
        double mean = taken * share;
        double deviation = Math.sqrt(mean * (1 - share) * ((double) (all - taken) / (all - 1)));
        if (deviation > WIDE) {
            long count = Math.round(mean + deviation * random.nextGaussian());
            return Math.max(least(all, marked, taken), Math.min(Math.min(marked, taken), count));
        }
        return Math.min(marked, taken) <= FEW && least(all, marked, taken) == 0
                ? fromZero(all, marked, taken, random.nextDouble())
                : fromMode(all, marked, taken, random.nextDouble());
    }

    private static long least(long all, long marked, long taken) {
        return Math.max(0, taken - (all - marked));
    }

    private static long fromZero(long all, long marked, long taken, double uniform) {
        long fewer = Math.min(marked, taken);
        double others = (double) (all - Math.max(marked, taken));
        double probability = 1;
        for (int i = 0; i < fewer; i++) {
            probability *= (others - i) / (all - i);
        }
        double rest = uniform - probability;
        long count = 0;
        while (rest >= 0 && count < fewer) {
            probability *= up(all, marked, taken, count);
            count++;
            rest -= probability;
        }
        return count;
    }

    /** The probability of {@code count + 1} over that of {@code count}. */
    private static double up(long all, long marked, long taken, long count) {
        return (double) (marked - count)
                * (taken - count)
                / ((count + 1.0) * (double) (all - marked - taken + count + 1));
    }

    private static long fromMode(long all, long marked, long taken, double uniform) {
        long least = least(all, marked, taken);
        long most = Math.min(marked, taken);
        long mode = (long) ((taken + 1.0) * (marked + 1.0) / (all + 2.0));
        long high = Math.max(least, Math.min(most, mode));
        long low = high;
        double atHigh = Math.exp(LogFactorial.choose(marked, high)
                + LogFactorial.choose(all - marked, taken - high)
                - LogFactorial.choose(all, taken));
        double atLow = atHigh;
        double rest = uniform - atHigh;
        long count = high;
        while (rest >= 0 && (low > least || high < most)) {
            if (high < most) {
                atHigh *= up(all, marked, taken, high);
                high++;
                rest -= atHigh;
                count = high;
            }
            if (rest >= 0 && low > least) {
                low--;
                atLow /= up(all, marked, taken, low);
                rest -= atLow;
                count = low;
            }
        }
        return count;
    }
}
