package org.esscher.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the framework. Its message says what was asked, what was found (file, row,
 * column, value) and what to do.
 */
public final class EsscherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * An error with an optional cause.
   *
   * @param code whose doing it is
   * @param message what was asked, what was found, what to do; one or a few sentences
   * @param cause what led to it, or null
   */
  public EsscherException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * The caller asked for what cannot be.
   *
   * @param message what was asked, found, and what to do
   * @param args fill a message with format specifiers, in the root locale; a message without args
   *     is taken as it is
   * @return the exception, to be thrown
   */
  public static EsscherException user(String message, @Nullable Object... args) {
    return new EsscherException(ErrorCode.USER, filled(message, args), null);
  }

  /**
   * Input data cannot be used.
   *
   * @param message file, row, column, value as far as known, and what to do
   * @param args fill a message with format specifiers, in the root locale; a message without args
   *     is taken as it is
   * @return the exception, to be thrown
   */
  public static EsscherException data(String message, @Nullable Object... args) {
    return new EsscherException(ErrorCode.DATA, filled(message, args), null);
  }

  /**
   * A plugin broke its contract.
   *
   * @param message which plugin, what it did, what its author has to do
   * @param args fill a message with format specifiers, in the root locale; a message without args
   *     is taken as it is
   * @return the exception, to be thrown
   */
  public static EsscherException plugin(String message, @Nullable Object... args) {
    return new EsscherException(ErrorCode.PLUGIN, filled(message, args), null);
  }

  /**
   * Whose doing it is.
   *
   * @return the code
   */
  public ErrorCode code() {
    return code;
  }

  private static String filled(String message, @Nullable Object... args) {
    return args.length == 0 ? message : String.format(Locale.ROOT, message, args);
  }
}
