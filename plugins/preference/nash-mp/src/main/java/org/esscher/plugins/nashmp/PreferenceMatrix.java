package org.esscher.plugins.nashmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * The games of a slot whose rows are all answers of each prompt. The {@code preference_prob} of a
 * row is the list of P(row ≻ other), with the prompt's answers in the order of their {@code
 * action}, the number of the answer from 0; without that column, in the order of the rows.
 */
final class PreferenceMatrix {
  /** By how much P + Pᵀ may miss 1, and the diagonal ½. */
  private static final double ANTISYMMETRY = 1e-6;

  private final String slot;
  private final List<PreferenceGame> games = new ArrayList<>();
  private final List<int[]> rows = new ArrayList<>();

  /**
   * Reads and checks.
   *
   * @param slot its name, for messages
   * @param prompt the prompt of each row, numbered from 0
   * @param action the answer's number of each row; negative in all rows when there is none
   * @param refLogp of each row, up to a constant a prompt
   * @param preference a list a row
   * @throws EsscherException (DATA) when a list hasn't an entry an answer, when P + Pᵀ is not 1 or
   *     the diagonal not ½, when answers' numbers are not 0, 1, …, or when the reference gives an
   *     answer no probability; with the row
   */
  PreferenceMatrix(
      String slot, int[] prompt, double[] action, double[] refLogp, Column preference) {
    this.slot = slot;
    int prompts = Arrays.stream(prompt).max().orElse(-1) + 1;
    List<List<Integer>> byPrompt = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      byPrompt.add(new ArrayList<>());
    }
    for (int row = 0; row < prompt.length; row++) {
      byPrompt.get(prompt[row]).add(row);
    }
    for (List<Integer> ofPrompt : byPrompt) {
      int[] ordered = ordered(ofPrompt, action);
      rows.add(ordered);
      games.add(game(ordered, refLogp, preference));
    }
  }

  /**
   * Reads the rows of a batch, which has {@code prompt_id}, {@code action}, {@code ref_logp},
   * {@code preference_prob}.
   *
   * @param rows all answers of each prompt
   * @return the games, prompts in the order of first appearance
   */
  static PreferenceMatrix of(Batch rows) {
    Column ids = rows.column("prompt_id");
    Map<String, Integer> numbers = new HashMap<>();
    int[] prompt = new int[rows.rows()];
    for (int row = 0; row < prompt.length; row++) {
      if (ids.ragged() || ids.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'prompt_id': one value per row is needed, got %s",
            row, ids.ragged() ? "a list" : "nothing");
      }
      Integer known = numbers.putIfAbsent(ids.text(row), numbers.size());
      prompt[row] = known == null ? numbers.size() - 1 : known;
    }
    return new PreferenceMatrix(
        "data",
        prompt,
        rows.column("action").toArray(),
        rows.column("ref_logp").toArray(),
        rows.column("preference_prob"));
  }

  private int[] ordered(List<Integer> ofPrompt, double[] action) {
    int[] ordered = new int[ofPrompt.size()];
    Arrays.fill(ordered, -1);
    for (int i = 0; i < ordered.length; i++) {
      int row = ofPrompt.get(i);
      double place = action[row] < 0 ? i : action[row];
      if (!(place < ordered.length) || place != Math.rint(place) || ordered[(int) place] >= 0) {
        throw EsscherException.data(
            "slot %s, row %d: the answers of its prompt must be numbered 0 to %d in column"
                + " 'action', each once, and this one is %s; list all answers of a prompt",
            slot, row, ordered.length - 1, place);
      }
      ordered[(int) place] = row;
    }
    return ordered;
  }

  private PreferenceGame game(int[] ordered, double[] refLogp, Column preference) {
    int n = ordered.length;
    double[][] p = new double[n][n];
    double[] reference = new double[n];
    for (int y = 0; y < n; y++) {
      int row = ordered[y];
      int start = preference.start(row);
      int length = preference.start(row + 1) - start;
      if (length != n) {
        throw EsscherException.data(
            "slot %s, row %d, column 'preference_prob': the prompt has %d answers, and %d"
                + " preferences are given; one is needed against each answer, itself included",
            slot, row, n, length);
      }
      for (int rival = 0; rival < n; rival++) {
        p[y][rival] = probability(preference.at((long) start + rival), row);
      }
      reference[y] = refLogp[row];
      if (reference[y] == Double.NEGATIVE_INFINITY) {
        throw EsscherException.data(
            "slot %s, row %d: the reference gives this answer no probability, so no policy near it"
                + " may; drop the answer",
            slot, row);
      }
    }
    requireAntisymmetric(ordered, p);
    return new PreferenceGame(p, reference);
  }

  private double probability(double value, int row) {
    if (!(value >= 0 && value <= 1)) {
      throw EsscherException.data(
          "slot %s, row %d, column 'preference_prob': a probability within [0, 1] is needed against"
              + " each answer, got %s",
          slot, row, value);
    }
    return value;
  }

  private void requireAntisymmetric(int[] ordered, double[][] p) {
    for (int y = 0; y < p.length; y++) {
      for (int rival = 0; rival <= y; rival++) {
        double sum = p[y][rival] + p[rival][y];
        if (!(Math.abs(sum - 1) <= ANTISYMMETRY)) {
          throw EsscherException.data(
              "slot %s, row %d, column 'preference_prob': P(%d ≻ %d) + P(%d ≻ %d) is %s, and must"
                  + " be 1%s; give each preference and its opposite",
              slot, ordered[y], y, rival, rival, y, sum, y == rival ? ", the diagonal ½" : "");
        }
      }
    }
  }

  /** One a prompt. */
  List<PreferenceGame> games() {
    return games;
  }

  /** The rows of a prompt's answers, in the order of their numbers. */
  int[] rows(int game) {
    return rows.get(game).clone();
  }

  /** The values of a prompt's answers, in the order of their numbers. */
  double[] of(int game, Column values) {
    return Arrays.stream(rows.get(game)).mapToDouble(values::at).toArray();
  }

  /**
   * P(y ≻ y′) of samples.
   *
   * @param own samples y with {@code action}, as many of each prompt, prompts in the games' order
   * @param rivals samples y′, in the same way
   * @return one a row
   */
  double[] compared(Batch own, Batch rivals) {
    Column mine = own.column("action");
    Column theirs = rivals.column("action");
    int each = own.rows() / games.size();
    double[] preference = new double[own.rows()];
    Arrays.setAll(
        preference,
        row -> games.get(row / each).preference((int) mine.at(row), (int) theirs.at(row)));
    return preference;
  }

  /** The largest number of answers of a prompt. */
  int actions() {
    return games.stream().mapToInt(PreferenceGame::actions).max().orElse(0);
  }
}
