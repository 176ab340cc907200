package org.esscher.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of columns, with one meaning each. Names compose: {@code next_} is the following
 * step's, {@code target_} a frozen or averaged copy's output, {@code ref_}, {@code old_}, {@code
 * teacher_} and other roles and versions stand before the column they speak of, {@code _pred} is a
 * model's, {@code _input_gradient} a derivative, {@code perturbed_} under a disturbance.
 */
public final class Vocabulary {
  private static final Map<String, Term> TERMS = new LinkedHashMap<>();

  /** What a column holds. */
  public enum Type {
    /** A real number. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** True or false; 1 or 0 in expressions. */
    BOOLEAN,
    /** Text. */
    TEXT,
    /** Identifies: a whole number or text. */
    KEY,
    /** Real numbers of a fixed width. */
    VECTOR,
    /** A real number, or a vector, as the space says. */
    SPACE
  }

  /** What values are allowed. */
  public enum Range {
    /** Anything finite. */
    FINITE,
    /** Finite or −∞. */
    FINITE_OR_NEGATIVE_INFINITY,
    /** Within [0, 1]. */
    PROBABILITY,
    /** Within (0, 1]. */
    POSITIVE_PROBABILITY,
    /** At least 0 and finite. */
    NON_NEGATIVE,
    /** Not checked. */
    ANY
  }

  /**
   * A column's meaning.
   *
   * @param name the column
   * @param type what it holds
   * @param range what values are allowed
   * @param meaning one line, with the unit
   */
  public record Term(String name, Type type, Range range, String meaning) {}

  static {
    put("example_id", Type.KEY, Range.ANY, "identifies a row of the source");
    put("prompt_id", Type.KEY, Range.ANY, "identifies a prompt or context");
    put("group_id", Type.KEY, Range.ANY, "identifies a group of rows that are compared");
    put("episode_id", Type.KEY, Range.ANY, "identifies an episode");
    put("step", Type.INTEGER, Range.NON_NEGATIVE, "position within the episode, from 0");
    put("player", Type.KEY, Range.ANY, "who acts");
    put(
        "learner",
        Type.INTEGER,
        Range.NON_NEGATIVE,
        "number of the policy, among several, that acted");
    put("source", Type.KEY, Range.ANY, "where the row comes from");
    put("sampled_by", Type.TEXT, Range.ANY, "role and version of the policy that drew the row");
    put(
        "weight",
        Type.NUMBER,
        Range.NON_NEGATIVE,
        "weight of the row in every reduction; 1 when absent");
    put(
        "context_row",
        Type.INTEGER,
        Range.NON_NEGATIVE,
        "index of the context that an enumerated choice belongs to");
    put("prompt", Type.TEXT, Range.ANY, "what is to be answered");
    put("completion", Type.TEXT, Range.ANY, "an answer");
    put("chosen", Type.TEXT, Range.ANY, "the preferred answer");
    put("rejected", Type.TEXT, Range.ANY, "the answer not preferred");
    put("candidates", Type.TEXT, Range.ANY, "the answers that a row chooses among, a list");
    put("answer", Type.TEXT, Range.ANY, "the reference answer that a verifier compares with");
    put("correct", Type.BOOLEAN, Range.ANY, "whether a completion was judged correct");
    put("tokens", Type.INTEGER, Range.NON_NEGATIVE, "token ids, a list");
    put("loss_mask", Type.BOOLEAN, Range.ANY, "which tokens exist for the loss, a list");
    put("logp", Type.NUMBER, Range.FINITE, "log-probability under the current policy, nats");
    put("old_logp", Type.NUMBER, Range.FINITE, "under the policy at the last update, nats");
    put("behavior_logp", Type.NUMBER, Range.FINITE, "under the policy that sampled, nats");
    put(
        "ref_logp",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "under the reference policy, nats");
    put("teacher_logp", Type.NUMBER, Range.FINITE, "under the teacher, nats");
    put(
        "model_logp",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "log joint density of data and latents under a generative model, nats");
    put(
        "log_target",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "log of an unnormalized target density, nats");
    put(
        "class_logp",
        Type.VECTOR,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "log-probabilities of all classes, nats");
    put("token_logit", Type.NUMBER, Range.FINITE, "logit of the token that was taken");
    put("log_normalizer", Type.NUMBER, Range.FINITE, "log of the sum of exponentials of logits");
    put("hidden", Type.VECTOR, Range.FINITE, "hidden representation");
    put("features", Type.VECTOR, Range.FINITE, "feature vector");
    put(
        "propensity",
        Type.NUMBER,
        Range.POSITIVE_PROBABILITY,
        "probability with which the logged action was taken");
    put(
        "behavior_prob",
        Type.NUMBER,
        Range.PROBABILITY,
        "probability of the row under the distribution that the data was sampled from");
    put("reward", Type.NUMBER, Range.FINITE_OR_NEGATIVE_INFINITY, "larger is better");
    put("rewards", Type.VECTOR, Range.FINITE, "several rewards, larger is better");
    put(
        "expected_reward",
        Type.NUMBER,
        Range.FINITE,
        "true mean reward of the action, where it is known");
    put("gold_reward", Type.NUMBER, Range.FINITE, "the true reward, where reward is a proxy of it");
    put(
        "log_ratio",
        Type.NUMBER,
        Range.ANY,
        "estimated log of a policy's occupancy or probability over its base's, nats");
    put(
        "prob",
        Type.NUMBER,
        Range.PROBABILITY,
        "probability of the row's outcome under the policy");
    put(
        "base_prob",
        Type.NUMBER,
        Range.PROBABILITY,
        "probability of the row's outcome under the base policy");
    put(
        "input_gradient",
        Type.VECTOR,
        Range.FINITE,
        "derivative of an output with respect to its model's inputs, side by side");
    put("state_id", Type.INTEGER, Range.NON_NEGATIVE, "number of a state among finitely many");
    put(
        "cells",
        Type.INTEGER,
        Range.NON_NEGATIVE,
        "numbers of the cells seen from a state, a list");
    put("items", Type.INTEGER, Range.NON_NEGATIVE, "numbers of the items found in a state, a list");
    put(
        "score",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "a reward model's output, larger is better");
    put(
        "margin",
        Type.NUMBER,
        Range.FINITE,
        "by how much the chosen answer's score is to exceed the rejected one's");
    put("cost", Type.NUMBER, Range.FINITE, "smaller is better");
    put("advantage", Type.NUMBER, Range.FINITE, "reward in excess of a baseline");
    put("return", Type.NUMBER, Range.FINITE, "sum of an episode's rewards");
    put("return_to_go", Type.NUMBER, Range.FINITE, "sum of the rewards from this step on");
    put("value", Type.NUMBER, Range.FINITE, "expected return of an observation");
    put("q", Type.NUMBER, Range.FINITE, "expected return of an observation and an action");
    put("target", Type.NUMBER, Range.FINITE, "what a regression aims at");
    put("label", Type.NUMBER, Range.FINITE, "a class or a desired answer, as a number");
    put(
        "preference_prob",
        Type.NUMBER,
        Range.PROBABILITY,
        "probability that this row is preferred to its rival");
    put("observation", Type.SPACE, Range.FINITE, "what the policy sees");
    put(
        "action",
        Type.SPACE,
        Range.FINITE,
        "what the policy did; for finitely many actions their number from 0");
    put("noise", Type.VECTOR, Range.FINITE, "standard normal noise of a reparameterized sample");
    put(
        "terminated",
        Type.BOOLEAN,
        Range.ANY,
        "the episode ended inside the process: no value follows");
    put("truncated", Type.BOOLEAN, Range.ANY, "the episode was cut from outside: a value follows");
    put("goal", Type.SPACE, Range.FINITE, "what is to be reached");
    put("discount", Type.NUMBER, Range.PROBABILITY, "factor on the next step's value");
    put("temperature", Type.NUMBER, Range.NON_NEGATIVE, "temperature that the row was sampled at");
    put("kept", Type.BOOLEAN, Range.ANY, "whether a filter kept the row");
    put(
        "past_prob",
        Type.VECTOR,
        Range.PROBABILITY,
        "probabilities of classes that an earlier model gave");
    put("segment", Type.TEXT, Range.ANY, "group of customers that the decision was made for");
    put("expected_rewards", Type.VECTOR, Range.FINITE, "true mean reward of every action");
    put(
        "position",
        Type.INTEGER,
        Range.NON_NEGATIVE,
        "place on the page that the action was shown at");
    put(
        "user_item_affinity",
        Type.VECTOR,
        Range.FINITE,
        "how often the user chose each item before");
    put("timestamp", Type.TEXT, Range.ANY, "when the row was logged, ISO 8601");
    put(
        "log_p",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "log-probabilities of the policy's outcomes, a list");
    put(
        "log_q",
        Type.NUMBER,
        Range.FINITE_OR_NEGATIVE_INFINITY,
        "log-probabilities of the target's outcomes, a list");
  }

  private static final String[] PREFIXES = {
    "ref_",
    "behavior_",
    "old_",
    "target_",
    "next_",
    "teacher_",
    "anchor_",
    "ema_",
    "half_",
    "chosen_",
    "rejected_",
    "perturbed_"
  };

  /** What names of the user's own may end with. */
  private static final List<String> SUFFIXES = List.of("logp", "input_gradient");

  private Vocabulary() {}

  private static void put(String name, Type type, Range range, String meaning) {
    TERMS.put(name, new Term(name, type, range, meaning));
  }

  /**
   * All terms.
   *
   * @return by name, in the order of the documentation
   */
  public static Map<String, Term> terms() {
    return Collections.unmodifiableMap(TERMS);
  }

  /**
   * The meaning of a column, composed names included ({@code ref_chosen_logp} is a {@code logp}).
   *
   * @param column the column
   * @return its term, or the term of what is left when prefixes are taken off; empty for a name of
   *     the user's own
   */
  public static Optional<Term> term(String column) {
    Term exact = TERMS.get(column);
    if (exact != null) {
      return Optional.of(exact);
    }
    for (String prefix : PREFIXES) {
      if (column.startsWith(prefix)) {
        return term(column.substring(prefix.length()));
      }
    }
    return SUFFIXES.stream()
        .filter(suffix -> column.endsWith("_" + suffix))
        .findFirst()
        .map(TERMS::get);
  }
}
