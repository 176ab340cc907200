package org.esscher.runtime.internal.wiring;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.esscher.data.PrintableText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A plugin's logger, whose lines go where the embedder's SLF4J sends them, each as one line without
 * control characters. Thread-safe.
 */
final class Slf4jLogger implements System.Logger {
  private final Logger target;

  Slf4jLogger(Logger target) {
    this.target = target;
  }

  @Override
  public String getName() {
    return target.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return level != Level.OFF && target.isEnabledForLevel(slf4j(level));
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      target
          .atLevel(slf4j(level))
          .setCause(thrown)
          .log(PrintableText.line(localized(bundle, message)));
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object... params) {
    if (isLoggable(level)) {
      String pattern = localized(bundle, format);
      boolean plain = params == null || params.length == 0;
      target
          .atLevel(slf4j(level))
          .log(
              PrintableText.line(
                  plain ? pattern : new MessageFormat(pattern, Locale.ROOT).format(params)));
    }
  }

  private static String localized(@Nullable ResourceBundle bundle, @Nullable String message) {
    String text = String.valueOf(message);
    if (bundle == null) {
      return text;
    }
    try {
      return bundle.getString(text);
    } catch (MissingResourceException e) {
      // As System.Logger has it: then the key is the message.
      return text;
    }
  }

  private static org.slf4j.event.Level slf4j(Level level) {
    return switch (level) {
      case ALL, TRACE -> org.slf4j.event.Level.TRACE;
      case DEBUG -> org.slf4j.event.Level.DEBUG;
      case INFO -> org.slf4j.event.Level.INFO;
      case WARNING -> org.slf4j.event.Level.WARN;
      case ERROR, OFF -> org.slf4j.event.Level.ERROR;
    };
  }
}
