package org.esscher.flight;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** What a server wants to be told before it answers, and nobody else. */
final class Token {
  static final Token NONE = new Token("");

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  /**
   * Reads it.
   *
   * @param variable of the environment, or empty
   * @param file or empty
   */
  static Token of(String variable, String file) {
    if (!variable.isEmpty() && !file.isEmpty()) {
      throw EsscherException.user(
          "both tokenVariable (%s) and tokenFile (%s) are set: say where the token is once",
          variable, file);
    }
    if (!variable.isEmpty()) {
      return checked(System.getenv(variable), "environment variable " + variable);
    }
    return file.isEmpty() ? NONE : checked(read(file), "file " + file);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw EsscherException.user("the token can't be read from %s: %s", file, e);
    }
  }

  private static Token checked(@Nullable String found, String where) {
    String text = found == null ? "" : found.strip();
    // What a header may hold.
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw EsscherException.user(
          "%s holds no token: give it one, of visible ASCII characters without spaces", where);
    }
    return new Token(text);
  }

  boolean isPresent() {
    return !text.isEmpty();
  }

  /** The header that carries it. */
  String bearer() {
    return "Bearer " + text;
  }

  boolean isIn(String message) {
    return isPresent() && message.contains(text);
  }

  /** A text of the server's, which may repeat what it was told. */
  String hiddenIn(String message) {
    return isPresent() ? message.replace(text, "***") : message;
  }

  @Override
  public String toString() {
    return isPresent() ? "***" : "none";
  }
}
