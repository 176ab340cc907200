package org.esscher.runtime.internal.config;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Constraints in words, the same in listings and in errors, whatever the locale and without the
 * expression language of the validator's own messages.
 */
final class ConstraintWords implements MessageInterpolator {
  /**
   * All constraints of a field.
   *
   * @param annotations of the field
   * @return such as {@code > 0} or {@code in [0, 1)}; empty without constraints
   */
  static String of(Annotation[] annotations) {
    Set<String> words = new LinkedHashSet<>();
    String low = "";
    String high = "";
    for (Annotation annotation : annotations) {
      String text = of(annotation);
      if (text.startsWith(">")) {
        low = text;
      } else if (text.startsWith("<")) {
        high = text;
      }
      words.add(text);
    }
    if (!low.isEmpty() && !high.isEmpty()) {
      words.remove(low);
      words.remove(high);
      words.add("in " + interval(low, high));
    }
    words.remove("");
    return String.join(", ", words);
  }

  private static String interval(String low, String high) {
    boolean lowIncluded = low.startsWith(">=");
    boolean highIncluded = high.startsWith("<=");
    return (lowIncluded ? "[" : "(")
        + low.replaceFirst(">=? ", "")
        + ", "
        + high.replaceFirst("<=? ", "")
        + (highIncluded ? "]" : ")");
  }

  private static String of(Annotation annotation) {
    if (annotation instanceof Positive) {
      return "> 0";
    } else if (annotation instanceof PositiveOrZero) {
      return ">= 0";
    } else if (annotation instanceof Negative) {
      return "< 0";
    } else if (annotation instanceof NegativeOrZero) {
      return "<= 0";
    } else if (annotation instanceof Min min) {
      return ">= " + min.value();
    } else if (annotation instanceof Max max) {
      return "<= " + max.value();
    } else if (annotation instanceof DecimalMin min) {
      return (min.inclusive() ? ">= " : "> ") + min.value();
    } else if (annotation instanceof DecimalMax max) {
      return (max.inclusive() ? "<= " : "< ") + max.value();
    } else if (annotation instanceof NotEmpty || annotation instanceof NotBlank) {
      return "not empty";
    } else if (annotation instanceof Size size) {
      return size.max() == Integer.MAX_VALUE
          ? "of size >= " + size.min()
          : "of size " + size.min() + " to " + size.max();
    } else if (annotation instanceof Pattern pattern) {
      return "of the form " + pattern.regexp();
    }
    return "";
  }

  @Override
  public String interpolate(String template, Context context) {
    boolean written = !template.startsWith("{");
    String words = of(context.getConstraintDescriptor().getAnnotation());
    if (written || words.isEmpty()) {
      return template;
    }
    return "must be " + words;
  }

  @Override
  public String interpolate(String template, Context context, Locale locale) {
    return interpolate(template, context);
  }
}
