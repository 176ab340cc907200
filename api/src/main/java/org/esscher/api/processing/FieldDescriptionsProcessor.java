package org.esscher.api.processing;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.esscher.api.Component;

/**
 * Keeps what the Javadoc of a {@link Component} says of its configuration, so that {@code esscher
 * describe} can tell it: the text after each {@code @param} tag of the record, and where the field
 * is an enum of the same source, the first sentence of each constant. One place says it, the
 * source; a compiler that finds the API on its class path (or processor path) runs this by itself,
 * and one of JDK 23 or newer when it is told to ({@code -proc:full}).
 *
 * <p>The file of a record {@code com.example.Tilt} is {@code com/example/Tilt.fields}, in UTF-8: a
 * line for each described field, its name, a tab and the text. A component whose record has no such
 * tags gets no file, and no field of it has a description.
 */
@SupportedAnnotationTypes("org.esscher.api.Component")
public final class FieldDescriptionsProcessor extends AbstractProcessor {
  /** The end of the names of the files. */
  public static final String SUFFIX = ".fields";

  /** For the compiler. */
  public FieldDescriptionsProcessor() {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  /**
   * {@inheritDoc}
   *
   * @return false: others may process the annotation too
   */
  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (Element element : round.getElementsAnnotatedWith(Component.class)) {
      String comment = processingEnv.getElementUtils().getDocComment(element);
      if (element.getKind() == ElementKind.RECORD && comment != null) {
        TypeElement type = (TypeElement) element;
        Map<String, String> texts = ParameterTags.of(comment);
        for (RecordComponentElement component : type.getRecordComponents()) {
          texts.computeIfPresent(
              component.getSimpleName().toString(),
              (name, text) -> text + values(component.asType()));
        }
        write(type, texts);
      }
    }
    return false;
  }

  /** What the constants of an enum, or of a list's enum, mean, as far as its source is at hand. */
  private String values(TypeMirror type) {
    if (!(type instanceof DeclaredType declared)) {
      return "";
    }
    if (declared.asElement().getKind() != ElementKind.ENUM) {
      return declared.getTypeArguments().size() == 1
          ? values(declared.getTypeArguments().get(0))
          : "";
    }
    return declared.asElement().getEnclosedElements().stream()
        .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
        .map(this::value)
        .flatMap(Optional::stream)
        .map(text -> "\t" + text)
        .collect(Collectors.joining());
  }

  private Optional<String> value(Element constant) {
    String name = constant.getSimpleName().toString().toLowerCase(Locale.ROOT).replace('_', '-');
    return Optional.ofNullable(processingEnv.getElementUtils().getDocComment(constant))
        .map(comment -> name + ": " + ParameterTags.firstSentence(comment));
  }

  private void write(TypeElement type, Map<String, String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    String file = processingEnv.getElementUtils().getBinaryName(type).toString().replace('.', '/');
    try {
      FileObject resource =
          processingEnv
              .getFiler()
              .createResource(StandardLocation.CLASS_OUTPUT, "", file + SUFFIX, type);
      try (Writer writer = resource.openWriter()) {
        for (Map.Entry<String, String> text : texts.entrySet()) {
          writer.write(text.getKey() + "\t" + text.getValue() + "\n");
        }
      }
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, "could not write what fields are for: " + e, type);
    }
  }
}
