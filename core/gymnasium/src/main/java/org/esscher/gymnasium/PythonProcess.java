package org.esscher.gymnasium;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * A Python process that answers questions, one at a time. What doesn't answer in time is killed,
 * with all that it started; and it ends by itself at the end of its input, so that it is not left
 * behind by a JVM that is killed. Used by one thread at a time.
 */
final class PythonProcess implements AutoCloseable {
  private static final String PROGRAM = "environments.py";
  private static final int SECONDS_TO_END = 10;

  private final String command;
  private final Duration deadline;
  private final Process process;
  private final DataOutputStream questions;
  private final DataInputStream answers;
  private final LastWords lastWords;

  /** Talks to the process, so that whoever asked need not wait for ever. */
  private final ExecutorService talker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "esscher-gymnasium");
            thread.setDaemon(true);
            return thread;
          });

  private PythonProcess(String command, Duration deadline, Process process) {
    this.command = command;
    this.deadline = deadline;
    this.process = process;
    questions = new DataOutputStream(process.getOutputStream());
    answers = new DataInputStream(process.getInputStream());
    lastWords = new LastWords(process.getErrorStream());
  }

  /**
   * Starts an interpreter.
   *
   * @throws EsscherException (USER) when it isn't there
   */
  static PythonProcess start(String python, Duration deadline) {
    try {
      Process process = new ProcessBuilder(python, "-c", program()).start();
      return new PythonProcess(python, deadline, process);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER,
          "no Python can be started by '"
              + python
              + "' ("
              + e.getMessage()
              + "): install it, or name another by 'python'",
          e);
    }
  }

  /** What the interpreter runs. */
  static String program() {
    try (InputStream in = PythonProcess.class.getResourceAsStream(PROGRAM)) {
      return new String(Objects.requireNonNull(in, PROGRAM).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return the answer to a question that could be answered
   * @throws EsscherException (USER) with what Python says is wrong; (RESOURCES) when the process
   *     ended or gives no answer in time: then it is dead
   */
  Message ask(Message question) {
    Message answer = exchange(question);
    if (!answer.kind().equals("ok")) {
      throw EsscherException.user(
          "'%s' in '%s' failed: %s; correct the environment or its arguments",
          question.kind(), command, answer.text());
    }
    return answer;
  }

  private Message exchange(Message question) {
    Future<Message> answer =
        talker.submit(
            () -> {
              question.write(questions);
              return Message.read(answers);
            });
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw dead(
          String.format(
              Locale.ROOT,
              "gave no answer to '%s' within %.3f s and was killed; raise 'deadline' if it needs"
                  + " longer",
              question.kind(),
              deadline.toMillis() / 1000.0),
          0,
          e);
    } catch (ExecutionException e) {
      throw dead("ended at '" + question.kind() + "'", SECONDS_TO_END, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw dead("was killed at '" + question.kind() + "', for who waited was interrupted", 0, e);
    }
  }

  /** Kills what is left, and tells how it ended. */
  private EsscherException dead(String how, int secondsToEnd, Exception cause) {
    boolean itself = waited(secondsToEnd);
    close();
    String status = itself ? " with status " + process.exitValue() : "";
    return new EsscherException(
        ErrorCode.RESOURCES,
        "the process '" + command + "' of an environment " + how + status + "; " + said(),
        cause);
  }

  private String said() {
    try {
      return lastWords.ofEndedProcess();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "its last words were not waited for";
    }
  }

  private boolean waited(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    talker.shutdownNow();
    waited(SECONDS_TO_END);
  }
}
