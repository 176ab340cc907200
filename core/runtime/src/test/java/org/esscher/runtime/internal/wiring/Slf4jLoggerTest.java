package org.esscher.runtime.internal.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.helpers.AbstractLogger;

class Slf4jLoggerTest {
  private final Recorder recorder = new Recorder();
  private final System.Logger logger = new Slf4jLogger(recorder);

  @Test
  void keepsLevels() {
    logger.log(Level.TRACE, "a");
    logger.log(Level.DEBUG, "b");
    logger.log(Level.INFO, "c");
    logger.log(Level.WARNING, "d");
    logger.log(Level.ERROR, "e");
    logger.log(Level.OFF, "f");
    assertThat(recorder.lines).containsExactly("INFO c", "WARN d", "ERROR e");
  }

  @Test
  void formatsWithoutTheMachinesLocale() {
    logger.log(Level.INFO, "{0} of {1} rows", 1234567, 0.5);
    assertThat(recorder.lines).containsExactly("INFO 1,234,567 of 0.5 rows");
  }

  @Test
  void keepsBracesOfPlainMessages() {
    logger.log(Level.INFO, "{id: adam} isn't a pattern");
    assertThat(recorder.lines).containsExactly("INFO {id: adam} isn't a pattern");
  }

  @Test
  void passesTheCauseOn() {
    logger.log(Level.ERROR, "failed", new IllegalStateException("why"));
    assertThat(recorder.lines).containsExactly("ERROR failed java.lang.IllegalStateException: why");
  }

  @Test
  void looksUpBundles() {
    ResourceBundle bundle =
        new ListResourceBundle() {
          @Override
          protected Object[][] getContents() {
            return new Object[][] {{"key", "text"}};
          }
        };
    logger.log(Level.INFO, bundle, "key", (Throwable) null);
    logger.log(Level.INFO, bundle, "other", (Throwable) null);
    assertThat(recorder.lines).containsExactly("INFO text", "INFO other");
  }

  /** Records what is at INFO or above. */
  private static final class Recorder extends AbstractLogger {
    private static final long serialVersionUID = 1L;
    private final transient List<String> lines = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        org.slf4j.event.Level level,
        @Nullable Marker marker,
        String message,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      lines.add(level + " " + message + (thrown == null ? "" : " " + thrown));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
      return true;
    }
  }
}
