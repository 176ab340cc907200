package org.esscher.flight;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/** A model whose outputs a server computes. */
abstract class RemoteModel implements Model {
  /** Numbers that are looked at together. */
  private static final int BLOCK = 4096;

  private final Remote remote;

  RemoteModel(Remote remote) {
    this.remote = remote;
  }

  Remote remote() {
    return remote;
  }

  @Override
  public Set<String> inputs() {
    return names(remote.served().inputs());
  }

  @Override
  public Set<String> outputs() {
    return names(remote.served().outputs());
  }

  private static Set<String> names(List<String> names) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    ServedModel served = remote.served();
    List<String> wanted = served.outputs().stream().filter(outputs::contains).toList();
    if (wanted.size() != outputs.size()) {
      throw EsscherException.user(
          "%s has the outputs %s; asked for were %s",
          remote.described(), served.outputs(), outputs);
    }
    Question question = new Question("", served.name(), served.fingerprint(), wanted, 0, 0);
    Batch answer = remote.ask(batch, served.inputs(), () -> question, context.columns());
    for (String output : wanted) {
      requireNumbers(answer, output);
    }
    return new Answered(answer, remote.described());
  }

  /** Numbers that are finite or −∞. */
  void requireNumbers(Batch answer, String name) {
    if (!answer.has(name)) {
      throw EsscherException.plugin(
          "%s breaks the protocol: it sends the columns %s; it must send '%s'",
          remote.described(), answer.names(), name);
    }
    Column column = answer.column(name);
    if (column.isText()) {
      throw EsscherException.plugin(
          "%s breaks the protocol: its column '%s' holds text; it must hold numbers",
          remote.described(), name);
    }
    int count = Math.multiplyExact(column.start(column.rows()), column.width());
    double[] block = new double[Math.min(BLOCK, count)];
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      column.read(from, block, 0, length);
      for (int i = 0; i < length; i++) {
        if (Double.isNaN(block[i]) || block[i] == Double.POSITIVE_INFINITY) {
          throw refused(column, name, (from + i) / column.width(), block[i]);
        }
      }
    }
  }

  private EsscherException refused(Column column, String name, int element, double value) {
    int row = element;
    if (column.ragged()) {
      row = 0;
      while (column.start(row + 1) <= element) {
        row++;
      }
    }
    return EsscherException.data(
        "%s, row %d%s: its '%s' is %s; it must be finite or -Infinity: look at the row, and at the"
            + " server's log",
        remote.described(),
        row,
        column.ragged() ? ", element " + (element - column.start(row)) : "",
        name,
        column.isMissing(element) ? "missing" : value);
  }

  @Override
  public State save() {
    return remote.save();
  }

  @Override
  public void close() {
    remote.close();
  }

  /** Outputs that came, without a way back. */
  private record Answered(Batch answer, String model) implements Forward {
    @Override
    public Column output(String name) {
      return answer.column(name);
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user(
          "%s is not trained from here: it has no parameters in this process; train another role",
          model);
    }
  }
}
