package org.esscher.cli;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * A part of a command's work: how far it is, how fast it goes and how long it will take. Times are
 * seconds since the command began. Not thread-safe.
 */
final class Stage {
  /** So much later than thought nobody believes that it is just about to end. */
  private static final double LATE_SECONDS = 1;

  /** What was counted in less time tells nothing of the rest. */
  private static final double EARLY_SECONDS = 0.25;

  private final String unit;
  private final double started;
  private String name;
  private double begun;
  private double begunWith = Double.NaN;
  private double done = Double.NaN;
  private long count = -1;
  private double counted;
  private Map<String, Double> shown = Map.of();

  /**
   * Begins.
   *
   * @param name what is done, in a word or two
   * @param unit what is counted, in the plural
   * @param now the time
   */
  Stage(String name, String unit, double now) {
    this.name = name;
    this.unit = unit;
    this.started = now;
    this.begun = now;
    this.counted = now;
  }

  /** What is done, in a word or two. */
  String name() {
    return name;
  }

  /**
   * Begins another pass of the same work, which has a rate of its own.
   *
   * @param passName what is done now
   * @param now the time
   */
  void pass(String passName, double now) {
    name = passName;
    begun = now;
    begunWith = 0;
    done = 0;
  }

  /**
   * Counts work that was all done in this stage.
   *
   * @param fraction the part that is done, within [0, 1]; NaN where the end isn't known
   * @param units that were done since the start, of the pass where it is one
   * @param now the time
   */
  void through(double fraction, long units, double now) {
    if (Double.isNaN(fraction)) {
      at(units, now);
    } else {
      begunWith = 0;
      at(fraction, units, Map.of(), now);
    }
  }

  /**
   * Counts work whose end isn't known.
   *
   * @param units that were done since the start
   * @param now the time
   */
  void at(long units, double now) {
    count = units;
    counted = now;
  }

  /**
   * Counts work whose end is known.
   *
   * @param fraction the part that is done, within [0, 1]; more counts as 1
   * @param units that were done since the start
   * @param values what else to show, by name
   * @param now the time
   */
  void at(double fraction, long units, Map<String, Double> values, double now) {
    done = Math.min(1, fraction);
    if (Double.isNaN(begunWith)) {
      // A resumed run begins where it stood; what it did before says nothing of its speed.
      begunWith = done;
    }
    shown = values;
    at(units, now);
  }

  /** The part that is done; NaN as long as nothing says how much that is of the whole. */
  double fraction() {
    return done > 0 ? done : Double.NaN;
  }

  /** For a person: what a narrow terminal cuts off is what matters least. */
  String message(double now) {
    StringJoiner message = new StringJoiner(", ");
    OptionalDouble left = left(now);
    if (left.isPresent()) {
      message.add(duration(left.getAsDouble()) + " left");
    } else {
      if (Double.isNaN(done) && count >= 0) {
        message.add(amount((double) count) + " " + unit);
      }
      message.add(duration(now - started));
    }
    shown.forEach((value, number) -> message.add(value + ' ' + amount(number)));
    rate().ifPresent(rate -> message.add(amount(rate) + ' ' + unit + "/s"));
    return message.toString();
  }

  /** For a program: names and values. */
  String line(double now) {
    StringJoiner line = new StringJoiner(" ");
    line.add("task=" + name.replace(' ', '-'));
    if (done > 0) {
      line.add("progress=" + String.format(Locale.ROOT, "%.3f", done));
    } else {
      line.add("seconds=" + Math.round(now - started));
    }
    if (Double.isNaN(done) && count >= 0) {
      line.add(unit + '=' + count);
    }
    rate()
        .ifPresent(
            rate -> line.add(unit + "_per_second=" + String.format(Locale.ROOT, "%.3f", rate)));
    left(now).ifPresent(left -> line.add("seconds_left=" + Math.round(left)));
    shown.forEach((value, number) -> line.add(value + '=' + number));
    return line.toString();
  }

  private OptionalDouble rate() {
    return count > 0 && counted - begun >= EARLY_SECONDS
        ? OptionalDouble.of(count / (counted - begun))
        : OptionalDouble.empty();
  }

  /** Seconds, if the rest goes as fast as what was done; not where it is known not to. */
  private OptionalDouble left(double now) {
    double gained = done - begunWith;
    if (!(gained > 0) || done >= 1 || counted - begun < EARLY_SECONDS) {
      return OptionalDouble.empty();
    }
    double left = (counted - begun) * (1 - done) / gained - (now - counted);
    return left > -LATE_SECONDS ? OptionalDouble.of(Math.max(0, left)) : OptionalDouble.empty();
  }

  /** Three digits, as people write them. */
  static String amount(double value) {
    double size = Math.abs(value);
    if (size >= 999.5 && size < 999.5e9) {
      double shift = size >= 999.5e6 ? 1e9 : size >= 999.5e3 ? 1e6 : 1e3;
      String letter = size >= 999.5e6 ? "G" : size >= 999.5e3 ? "M" : "k";
      return String.format(Locale.ROOT, "%.3g", value / shift) + letter;
    }
    return size >= 1 && size < 1000 && value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }
}
