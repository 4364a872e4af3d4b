"""Checks results against their schemas with the `jsonschema` package, apart from the code that made them.

Reads one {"schema": …, "value": …} a line; prints each case that does not validate, then the count of cases.
A required member that is unknown is null by contract, so required members may be null here too.
"""
import json
import re
import sys
import warnings

warnings.simplefilter("ignore")
try:
    import jsonschema
except ImportError:
    sys.exit(3)


def relaxed(schema):
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            out[key] = {name: relaxed(sub) for name, sub in value.items()}
        elif key in ("items", "additionalProperties"):
            out[key] = relaxed(value)
        elif key in ("anyOf", "oneOf"):
            out[key] = [relaxed(sub) for sub in value]
        else:
            out[key] = value
    for name in schema.get("required", []):
        if name in out.get("properties", {}):
            out["properties"][name] = {"anyOf": [out["properties"][name], {"type": "null"}]}
    return out


# Formats that the package checks only with further packages, written out from their RFCs.
TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
FORMATS = {
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+(?<![\"<>\\^`{|}])",
    "time": TIME,
    "date-time": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]" + TIME,
    "duration": r"P(?=.)(\d+(\.\d+)?[YMWD])*(T(\d+(\.\d+)?[HMS])+)?",
    "hostname": r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
    "email": r"[^@\s\"(),:;<>\[\\\]]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*",
}


def main():
    checker = jsonschema.FormatChecker()
    for name, expression in FORMATS.items():
        checker.checks(name)(lambda text, e=re.compile(expression): not isinstance(text, str) or bool(e.fullmatch(text)))
    count = failed = 0
    for line in sys.stdin:
        case = json.loads(line)
        count += 1
        validator = jsonschema.Draft202012Validator(relaxed(case["schema"]), format_checker=checker)
        error = next(validator.iter_errors(case["value"]), None)
        if error is None:
            continue
        failed += 1
        if failed <= 20:
            print(f"{error.message[:300]}\n  {line.strip()[:3000]}")
    print(f"{count} checked, {failed} failed")


main()
