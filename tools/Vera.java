// Validates PDF files against one flavour with veraPDF's own classes. Usage: java -cp ... Vera.java FLAVOUR FILE...
// Prints a line for each file and one for each rule that failed; ends with status 1 when a file isn't compliant.

import java.io.FileInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Vera {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        if (flavour == null || flavour == PDFAFlavour.NO_FLAVOUR || arguments.length < 2) {
            System.err.println("Usage: Vera.java FLAVOUR FILE...   (FLAVOUR: ua1, 3a, ...)");
            System.exit(2);
        }
        boolean all = true;
        for (int number = 1; number < arguments.length; number++) {
            all &= compliant(arguments[number], flavour);
        }
        System.exit(all ? 0 : 1);
    }

    static boolean compliant(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            ValidationResult result = validator.validate(parser);
            System.out.println(file + " flavour=" + flavour + " compliant=" + result.isCompliant()
                + " assertions=" + result.getTotalAssertions());
            Map<String, Integer> counts = new TreeMap<>();
            Map<String, String> examples = new LinkedHashMap<>();
            for (TestAssertion failed : result.getTestAssertions()) {
                String rule = failed.getRuleId().getClause() + "-" + failed.getRuleId().getTestNumber();
                counts.merge(rule, 1, Integer::sum);
                examples.putIfAbsent(rule, failed.getMessage() + " @ " + failed.getLocation().getContext());
            }
            counts.forEach((rule, count) -> System.out.println("  " + rule + " x" + count + "  " + examples.get(rule)));
            return result.isCompliant();
        }
    }
}
