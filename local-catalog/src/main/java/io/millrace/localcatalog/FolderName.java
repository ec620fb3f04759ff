package io.millrace.localcatalog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The folder name of a schema or table: lower-case ASCII letters, digits, {@code _} and {@code -} as they are, every other
 * byte of the UTF-8 form as {@code %xx}. Names that differ only in case share one folder, as they do in Unity Catalog.
 */
final class FolderName {
    private static final int MAX_LENGTH = 200;
    private static final String HEX = "0123456789abcdef";

    private FolderName() {}

    /**
     * Returns the folder name.
     *
     * @throws IllegalArgumentException if the name is empty, is a path or a part of one, or is too long for a folder
     */
    static String encode(String name) {
        if (name.isBlank()) {
            throw refused(name, "is empty");
        }
        if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw refused(name, "is a path");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused(name, "has a control character");
        }
        var folder = new StringBuilder();
        for (byte b : name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(b)) {
                folder.append((char) b);
            } else {
                folder.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
            }
        }
        if (folder.length() > MAX_LENGTH) {
            throw refused(name, "needs a folder name of " + folder.length() + " characters, over " + MAX_LENGTH);
        }
        return folder.toString();
    }

    /** Returns the name that is kept in a folder; empty if {@link #encode} would never have made that folder. */
    static Optional<String> decode(String folder) {
        var bytes = new byte[folder.length()];
        int length = 0;
        for (int i = 0; i < folder.length(); i++) {
            char c = folder.charAt(i);
            if (c == '%' && i + 2 < folder.length()) {
                int high = HEX.indexOf(folder.charAt(i + 1));
                int low = HEX.indexOf(folder.charAt(i + 2));
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else if (c < 128 && isPlain((byte) c)) {
                bytes[length++] = (byte) c;
            } else {
                return Optional.empty();
            }
        }
        return length == 0 ? Optional.empty() : Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '-';
    }

    private static IllegalArgumentException refused(String name, String reason) {
        return new IllegalArgumentException(
                "Table or schema name '" + name + "' " + reason + "; use letters, digits and _");
    }
}
