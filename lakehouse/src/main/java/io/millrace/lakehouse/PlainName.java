package io.millrace.lakehouse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Names that every file system takes, of any text. */
public final class PlainName {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    private static final int LONGEST = 180;
    private static final int LONGEST_ENDING = 6;

    private PlainName() {}

    /** Returns a plain name of the text; other texts have other names, and a plain text that is not too long is its own. The ending stays. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder();
        text.chars()
                .forEach(c -> plain.append(
                        PLAIN.indexOf(c) >= 0 ? String.valueOf((char) c) : String.format(Locale.ROOT, "~%04x", c)));
        String name = plain.toString().replaceFirst("^\\.", "~002e");
        if (name.isEmpty()) {
            return "~";
        }
        if (name.length() <= LONGEST) {
            return name;
        }
        // A browser knows a page by its ending.
        String ending = name.substring(name.length() - LONGEST_ENDING).replaceFirst("^[^.]*", "");
        return name.substring(0, LONGEST - 37 - LONGEST_ENDING) + "~"
                + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)) + ending;
    }
}
