{#
    Two-sided p-value of a standard normal statistic, given its absolute value; null stays null. It is the complementary
    error function of z / sqrt(2) after W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics
    of Computation 23 (1969), as no engine shares a function for it: 12 digits, also far out, where a difference from 1
    would have none left. Beyond 37 it is 0.
#}
{% macro two_sided_p_value(absolute_z) -%}
    {%- set x = '(' ~ absolute_z ~ ' * 0.7071067811865475244)' -%}
    {%- set square = '(' ~ absolute_z ~ ' * ' ~ absolute_z ~ ' * 0.5)' -%}
    {%- set inverse = '(2 / nullif(' ~ absolute_z ~ ' * ' ~ absolute_z ~ ', 0))' -%}
    {%- set near = [
        ['0.185777706184603153', '3.16112374387056560', '113.864154151050156', '377.485237685302021', '3209.37758913846947'],
        ['1', '23.6012909523441209', '244.024637934444173', '1282.61652607737228', '2844.23683343917062'],
    ] -%}
    {%- set middle = [
        ['2.15311535474403846e-8', '0.564188496988670089', '8.88314979438837594', '66.1191906371416295', '298.635138197400131',
         '881.952221241769090', '1712.04761263407058', '2051.07837782607147', '1230.33935479799725'],
        ['1', '15.7449261107098347', '117.693950891312499', '537.181101862009858', '1621.38957456669019',
         '3290.79923573345963', '4362.61909014324716', '3439.36767414372164', '1230.33935480374942'],
    ] -%}
    {%- set far = [
        ['0.0163153871373020978', '0.305326634961232344', '0.360344899949804439', '0.125781726111229246',
         '0.0160837851487422766', '0.000658749161529837803'],
        ['1', '2.56852019228982242', '1.87295284992346725', '0.527905102951428412', '0.0605183413124413191',
         '0.00233520497626869185'],
    ] -%}
    case
        when {{ absolute_z }} <= 0.66
            then 1 - {{ x }} * {{ horner(near[0], square) }} / {{ horner(near[1], square) }}
        when {{ absolute_z }} <= 5.65
            then exp(-{{ square }}) * {{ horner(middle[0], x) }} / {{ horner(middle[1], x) }}
        when {{ absolute_z }} <= 37
            then exp(-{{ square }}) / {{ x }} * (
                0.5641895835477562869
                - {{ inverse }} * {{ horner(far[0], inverse) }} / {{ horner(far[1], inverse) }}
            )
        when {{ absolute_z }} > 37 then 0
    end
{%- endmacro %}


{# A polynomial by Horner's rule; coefficients from the highest power down. #}
{% macro horner(coefficients, x) -%}
    {%- set terms = namespace(sql=coefficients[0] ~ '') -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set terms.sql = '(' ~ terms.sql ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    cast({{ terms.sql }} as {{ type_double() }})
{%- endmacro %}


{#
    Limits of the 95 % interval of a share after E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, JASA 22 (1927): inside 0..1 and sensible where the share is 0 or 1, which is then a limit itself: exactly,
    as rounding would leave the share outside its interval. Null without trials: nothing is known, not everything possible.
#}
{% macro wilson_low(successes, trials) -%}
    case
        when {{ trials }} = 0 then null
        when {{ successes }} = 0 then 0
        else greatest({{ wilson_limit(successes, trials, '-') }}, 0)
    end
{%- endmacro %}
{% macro wilson_high(successes, trials) -%}
    case
        when {{ trials }} = 0 then null
        when {{ successes }} = {{ trials }} then 1
        else least({{ wilson_limit(successes, trials, '+') }}, 1)
    end
{%- endmacro %}
{% macro wilson_limit(successes, trials, sign) -%}
    {%- set z = normal_quantile() | float -%}
    {%- set n = 'cast(' ~ trials ~ ' as ' ~ type_double() ~ ')' -%}
    {%- set misses = '(' ~ trials ~ ' - ' ~ successes ~ ')' -%}
    (
        {{ successes }} + {{ z * z / 2 }}
        {{ sign }} {{ z }} * sqrt({{ successes }} * {{ misses }} / {{ n }} + {{ z * z / 4 }})
    ) / ({{ n }} + {{ z * z }})
{%- endmacro %}


{#
    Sum of the products of two amounts, to the last digit, so that no noise of rounding is taken for variance; and the sum
    of those that are too large for it (100 billion and more), in floating point. Sums of squares must stop no refresh.
#}
{% macro product_sum(left, right) -%}
    sum(
        case
            when {{ is_summed_exactly(left) }} and {{ is_summed_exactly(right) }}
                then {{ quantity_times(left, right) }}
        end
    )
{%- endmacro %}
{% macro huge_product_sum(left, right) -%}
    sum(
        case
            when not ({{ is_summed_exactly(left) }} and {{ is_summed_exactly(right) }})
                then cast({{ left }} as {{ type_double() }}) * cast({{ right }} as {{ type_double() }})
        end
    )
{%- endmacro %}
{% macro is_summed_exactly(amount) -%}
    abs({{ amount }}) < 100000000000
{%- endmacro %}
